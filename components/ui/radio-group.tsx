"use client";

import { RadioGroup as RadixRadioGroup } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";
import { useFieldControl, useFieldLabelId } from "#components/ui/field-context.ts";

interface RadioOption {
  value: string;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
}

interface RadioGroupProps {
  options: readonly RadioOption[];
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  name?: string;
  disabled?: boolean;
  /** `cards` gives each choice a frame, for choices that need explaining. */
  look?: "plain" | "cards";
  className?: string;
  "aria-label"?: string;
  ref?: React.Ref<HTMLDivElement>;
}

/** One of two to five choices, all in sight. */
export function RadioGroup({ options, onChange, look = "plain", className, ref, ...props }: RadioGroupProps) {
  const base = useId();
  const aria = useFieldControl({});
  const labelId = useFieldLabelId();
  return (
    <RadixRadioGroup.Root
      {...props}
      {...aria}
      ref={ref}
      aria-labelledby={props["aria-label"] ? undefined : labelId}
      onValueChange={onChange}
      className={cn("flex flex-col", look === "cards" ? "gap-2" : "gap-2.5", className)}
    >
      {options.map((option) => {
        const id = `${base}-${option.value}`;
        return (
          <div
            key={option.value}
            className={cn(
              "flex items-start gap-2.5",
              look === "cards" &&
                "rounded-lg border border-line-strong bg-surface p-3 transition-colors has-data-[state=checked]:border-ink",
            )}
          >
            <RadixRadioGroup.Item
              id={id}
              value={option.value}
              disabled={option.disabled}
              className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control bg-surface transition-colors hover:border-muted disabled:opacity-50 data-[state=checked]:border-ink"
            >
              <RadixRadioGroup.Indicator className="size-2 rounded-full bg-ink" />
            </RadixRadioGroup.Item>
            <label htmlFor={id} className="flex grow flex-col">
              <span className={cn(look === "cards" && "font-medium")}>{option.label}</span>
              {option.description ? <span className="text-sm text-muted">{option.description}</span> : null}
            </label>
          </div>
        );
      })}
    </RadixRadioGroup.Root>
  );
}
