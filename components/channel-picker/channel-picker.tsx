"use client";

import { ChevronsUpDown } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { useState } from "react";
import { ChannelChip } from "#components/channel-picker/channel-chip.tsx";
import { ChannelIcon } from "#components/channel-picker/channel-icon.tsx";
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
  /** One channel, its name on the button; the list closes when it is chosen. */
  single?: boolean;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
}

/**
 * Channels of a connected workspace, found by typing: public ones, private ones the bot is in, and a typed name or id.
 */
export function ChannelPicker({
  projectId,
  integrationId,
  value,
  onChange,
  single = false,
  disabled,
  ...own
}: ChannelPickerProps) {
  const place = { projectId, integrationId };
  const [open, setOpen] = useState(false);
  const aria = useFieldControl(own);
  const chosen = useChosen(place, value);
  const remove = (id: string) => onChange(value.filter((one) => one !== id));
  const openOrClose = (opens: boolean) => {
    setOpen(opens);
    if (!opens && !lookUp.underWay) lookUp.clear();
  };
  const choose = (id: string) => {
    onChange(single ? [id] : [...value, id]);
    if (single) openOrClose(false);
  };
  const lookUp = useLookUp(place, (id) => {
    if (!value.includes(id)) choose(id);
  });

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
            {single ? <OneChosen chosen={chosen[0]} /> : countWords(value.length)}
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
            <ChannelList
              place={place}
              chosen={value}
              onToggle={(id) => (value.includes(id) && !single ? remove(id) : choose(id))}
              lookUp={lookUp}
              single={single}
            />
          </RadixPopover.Content>
        </RadixPopover.Portal>
      </RadixPopover.Root>
      {chosen.length > 0 && !single ? (
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

function countWords(count: number): string {
  if (count === 0) return "Choose channels";
  return count === 1 ? "1 channel" : `${count} channels`;
}

function OneChosen({ chosen }: { chosen: ReturnType<typeof useChosen>[number] | undefined }) {
  if (!chosen) return "Choose a channel";
  const { id, channel } = chosen;
  return (
    <span className="flex items-center gap-1.5 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-muted">
      {channel ? <ChannelIcon isPrivate={channel.isPrivate} /> : null}
      <span className="truncate">{channel?.name ?? id}</span>
    </span>
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
