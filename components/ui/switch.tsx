"use client";

import { Switch as RadixSwitch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface SwitchProps {
  checked?: boolean;
  defaultChecked?: boolean;
  onChange?: (checked: boolean) => void;
  onBlur?: () => void;
  /** Beside the switch; without it, give `aria-label`. */
  label?: ReactNode;
  description?: ReactNode;
  name?: string;
  id?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  ref?: React.Ref<HTMLButtonElement>;
}

/** On or off, at once. In a form that is saved later, use a `Checkbox`. */
export function Switch({ onChange, label, description, className, ref, ...props }: SwitchProps) {
  const ownId = useId();
  const aria = useFieldControl(props);
  const id = aria.id ?? ownId;
  const control = (
    <RadixSwitch.Root
      {...props}
      {...aria}
      id={id}
      ref={ref}
      onCheckedChange={onChange}
      className={cn(
        "inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-control p-0.5 transition-colors",
        "data-[state=checked]:bg-ok-solid disabled:cursor-not-allowed disabled:opacity-50",
        !label && className,
      )}
    >
      <RadixSwitch.Thumb className="size-4 rounded-full bg-white transition-transform data-[state=checked]:translate-x-4" />
    </RadixSwitch.Root>
  );
  if (!label) return control;
  return (
    <div className={cn("flex items-start justify-between gap-6", className)}>
      <label htmlFor={id} className="flex flex-col">
        <span className="font-medium">{label}</span>
        {description ? <span className="text-sm text-muted">{description}</span> : null}
      </label>
      {control}
    </div>
  );
}
