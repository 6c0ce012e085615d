"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as RadixSelect } from "radix-ui";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

export interface SelectOption {
  value: string;
  label: string;
  /** A quieter second line. */
  description?: string;
  disabled?: boolean;
}

interface SelectProps {
  options: readonly SelectOption[];
  /** `""` means nothing is chosen yet. */
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  name?: string;
  id?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  ref?: React.Ref<HTMLButtonElement>;
}

/** One of a few known values. Use `NativeSelect` in dense filters, `Combobox` where one searches. */
export function Select({
  options,
  value,
  defaultValue,
  onChange,
  onBlur,
  placeholder = "Choose",
  name,
  disabled,
  className,
  ref,
  ...own
}: SelectProps) {
  const aria = useFieldControl(own);
  return (
    <RadixSelect.Root
      value={value}
      defaultValue={defaultValue}
      onValueChange={onChange}
      name={name}
      disabled={disabled}
    >
      <RadixSelect.Trigger
        {...own}
        {...aria}
        ref={ref}
        onBlur={onBlur}
        className={cn(
          controlClass,
          "flex h-8 items-center justify-between gap-2 text-left data-placeholder:text-muted max-sm:h-10",
          className,
        )}
      >
        <span className="truncate">
          <RadixSelect.Value placeholder={placeholder} />
        </span>
        <RadixSelect.Icon>
          <ChevronDown className="size-4 text-muted" />
        </RadixSelect.Icon>
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop overflow-hidden rounded-lg bg-raised shadow-float"
        >
          <RadixSelect.Viewport className="p-1">
            {options.map((option) => (
              <RadixSelect.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className="relative flex cursor-default items-start gap-2 rounded-md py-1.5 pr-8 pl-2 outline-none select-none data-disabled:text-muted data-disabled:opacity-60 data-highlighted:bg-hover"
              >
                <span className="flex flex-col">
                  <RadixSelect.ItemText>{option.label}</RadixSelect.ItemText>
                  {option.description ? (
                    <span className="text-xs text-muted">{option.description}</span>
                  ) : null}
                </span>
                <RadixSelect.ItemIndicator className="absolute top-2 right-2">
                  <Check className="size-4" />
                </RadixSelect.ItemIndicator>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  );
}
