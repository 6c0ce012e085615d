"use client";

import { Command } from "cmdk";
import { ChevronsUpDown } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { type ReactNode, type Ref, useState } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";
import { type ListOption, OptionItems } from "#components/ui/option-list.tsx";
import { floatClass } from "#components/ui/overlay-class.ts";

interface MultiSelectProps {
  value: readonly string[];
  onChange: (values: string[]) => void;
  onBlur?: () => void;
  options: readonly ListOption[];
  placeholder?: string;
  searchPlaceholder?: string;
  emptyText?: ReactNode;
  /** Monospace, for slugs and event types. */
  mono?: boolean;
  disabled?: boolean;
  name?: string;
  id?: string;
  className?: string;
  "aria-label"?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** Several of many known values, shown as chips below the control. */
export function MultiSelect({
  value,
  onChange,
  onBlur,
  options,
  placeholder = "Choose",
  searchPlaceholder = "Search",
  emptyText = "Nothing found.",
  mono = false,
  disabled,
  name,
  className,
  ref,
  ...own
}: MultiSelectProps) {
  const [open, setOpen] = useState(false);
  const aria = useFieldControl(own);
  const labels = new Map(options.map((option) => [option.value, option.label]));
  const remove = (gone: string) => onChange(value.filter((one) => one !== gone));
  const toggle = (one: string) => (value.includes(one) ? remove(one) : onChange([...value, one]));

  return (
    <div className={cn("flex flex-col gap-2", className)}>
      <RadixPopover.Root
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) onBlur?.();
        }}
      >
        <RadixPopover.Trigger
          {...own}
          {...aria}
          ref={ref}
          disabled={disabled}
          role="combobox"
          aria-expanded={open}
          className={cn(controlClass, "flex h-8 items-center justify-between gap-2 text-left max-sm:h-10")}
        >
          <span className={cn("truncate", value.length === 0 && "text-muted")}>
            {value.length === 0 ? placeholder : `${value.length} chosen`}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </RadixPopover.Trigger>
        <RadixPopover.Portal>
          <RadixPopover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            className={cn(floatClass, "w-(--radix-popover-trigger-width) min-w-64 overflow-hidden")}
          >
            <Command label={searchPlaceholder}>
              <Command.Input
                placeholder={searchPlaceholder}
                className="h-9 w-full border-b bg-transparent px-3 outline-none max-sm:h-11 max-sm:text-lg"
              />
              <Command.List className="max-h-72 overflow-y-auto p-1">
                <Command.Empty className="px-2 py-3 text-muted">{emptyText}</Command.Empty>
                <OptionItems
                  multiple
                  mono={mono}
                  options={options}
                  isChosen={(option) => value.includes(option.value)}
                  onSelect={(option) => toggle(option.value)}
                />
              </Command.List>
            </Command>
          </RadixPopover.Content>
        </RadixPopover.Portal>
      </RadixPopover.Root>
      {value.length > 0 ? (
        <div className="flex flex-wrap gap-1.5">
          {value.map((one) => (
            <Chip
              key={one}
              label={labels.get(one) ?? one}
              mono={mono}
              onRemove={disabled ? undefined : () => remove(one)}
            />
          ))}
        </div>
      ) : null}
      {name ? value.map((one) => <input key={one} type="hidden" name={name} value={one} />) : null}
    </div>
  );
}
