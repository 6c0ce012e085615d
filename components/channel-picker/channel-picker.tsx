"use client";

import { ChevronsUpDown } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { useState } from "react";
import { ChannelChip } from "#components/channel-picker/channel-chip.tsx";
import { ChannelList } from "#components/channel-picker/channel-list.tsx";
import { NotListed } from "#components/channel-picker/not-listed.tsx";
import { useChosen } from "#components/channel-picker/use-channels.ts";
import { type LookUp, nameIn, useLookUp } from "#components/channel-picker/use-look-up.ts";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";
import { floatClass } from "#components/ui/overlay-class.ts";
import { Spinner } from "#components/ui/spinner.tsx";

interface ChannelPickerProps {
  projectId: string;
  integrationId: string;
  /** Ids of the chosen channels. */
  value: readonly string[];
  onChange: (channelIds: string[]) => void;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
}

/**
 * Channels of a connected workspace, found by typing: public ones, private ones the bot is in, and a typed name or id.
 * For a single channel keep the last of what `onChange` gives.
 */
export function ChannelPicker({
  projectId,
  integrationId,
  value,
  onChange,
  disabled,
  ...own
}: ChannelPickerProps) {
  const place = { projectId, integrationId };
  const [open, setOpen] = useState(false);
  const aria = useFieldControl(own);
  const chosen = useChosen(place, value);
  const remove = (id: string) => onChange(value.filter((one) => one !== id));
  const toggle = (id: string) => (value.includes(id) ? remove(id) : onChange([...value, id]));
  const lookUp = useLookUp(place, (id) => {
    if (!value.includes(id)) onChange([...value, id]);
  });
  const openOrClose = (opens: boolean) => {
    setOpen(opens);
    if (!opens && !lookUp.underWay) lookUp.clear();
  };

  return (
    <div className="flex flex-col gap-2">
      <RadixPopover.Root open={open} onOpenChange={openOrClose}>
        <RadixPopover.Trigger
          {...own}
          {...aria}
          disabled={disabled}
          role="combobox"
          aria-expanded={open}
          className={cn(controlClass, "flex h-8 items-center justify-between gap-2 text-left max-sm:h-10")}
        >
          <span className={cn("truncate", value.length === 0 && "text-muted")}>
            {value.length === 0
              ? "Choose channels"
              : value.length === 1
                ? "1 channel"
                : `${value.length} channels`}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </RadixPopover.Trigger>
        <RadixPopover.Portal>
          <RadixPopover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label="Channels"
            className={cn(floatClass, "w-(--radix-popover-trigger-width) min-w-72 overflow-hidden")}
          >
            <ChannelList place={place} chosen={value} onToggle={toggle} lookUp={lookUp} />
          </RadixPopover.Content>
        </RadixPopover.Portal>
      </RadixPopover.Root>
      {chosen.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {chosen.map(({ id, channel }) => (
            <li key={id} className="max-w-full">
              <ChannelChip id={id} channel={channel} onRemove={disabled ? null : () => remove(id)} />
            </li>
          ))}
        </ul>
      ) : null}
      {open ? null : <ClosedLookUp lookUp={lookUp} />}
    </div>
  );
}

/** How the look for a typed name stands that was not waited for. */
function ClosedLookUp({ lookUp: { typed, underWay, problem } }: { lookUp: LookUp }) {
  if (underWay) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-muted">
        <Spinner />
        <span className="min-w-0 break-words">
          Looking for “{nameIn(typed)}” in Slack. It is chosen once it is found.
        </span>
      </p>
    );
  }
  return problem ? (
    <div className="overflow-hidden rounded-md border [&>*]:border-t-0">
      <NotListed sentence={problem.sentence} command={problem.command} />
    </div>
  ) : null;
}
