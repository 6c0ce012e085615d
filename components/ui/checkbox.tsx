"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as RadixCheckbox } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface CheckboxProps {
  checked?: boolean | "indeterminate";
  defaultChecked?: boolean;
  onChange?: (checked: boolean) => void;
  onBlur?: () => void;
  /** Beside the box; without it, give `aria-label`. */
  label?: ReactNode;
  /** A quieter line below the label. */
  description?: ReactNode;
  name?: string;
  value?: string;
  id?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  ref?: React.Ref<HTMLButtonElement>;
}

/** A box to tick, with its label; `indeterminate` for a group that is ticked in part. */
export function Checkbox({ onChange, label, description, className, ref, ...props }: CheckboxProps) {
  const ownId = useId();
  // A box with a label of its own keeps its own id: several may stand in one field.
  const aria = useFieldControl({ ...props, id: props.id ?? (label ? ownId : undefined) });
  const id = aria.id ?? ownId;
  const box = (
    <RadixCheckbox.Root
      {...props}
      {...aria}
      id={id}
      ref={ref}
      onCheckedChange={(checked) => onChange?.(checked === true)}
      className={cn(
        "group flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface text-canvas transition-colors",
        "hover:border-muted data-[state=checked]:border-ink data-[state=checked]:bg-ink",
        "data-[state=indeterminate]:border-ink data-[state=indeterminate]:bg-ink",
        "disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-danger",
        label ? "mt-0.5" : className,
      )}
    >
      <RadixCheckbox.Indicator>
        <Check className="hidden size-3 stroke-3 group-data-[state=checked]:block" />
        <Minus className="hidden size-3 stroke-3 group-data-[state=indeterminate]:block" />
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
  if (!label) return box;
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      {box}
      <label htmlFor={id} className="flex flex-col">
        <span>{label}</span>
        {description ? <span className="text-sm text-muted">{description}</span> : null}
      </label>
    </div>
  );
}
