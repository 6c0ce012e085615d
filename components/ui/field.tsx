"use client";

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId, useMemo } from "react";
import { cn } from "#components/ui/cn.ts";
import { FieldContext } from "#components/ui/field-context.ts";

export interface FieldProps {
  label: ReactNode;
  /** What to write here, below the control. The error takes its place. */
  help?: ReactNode;
  /** What is wrong and what to do. */
  error?: ReactNode;
  required?: boolean;
  /** Shown as "optional" beside the label. */
  optional?: boolean;
  /** Something at the right of the label: a link, a counter. */
  aside?: ReactNode;
  /** The control is a group (radio group, checkboxes): the label names it without pointing at one input. */
  group?: boolean;
  className?: string;
  children: ReactNode;
}

/** Label above, control, help below; an error in place of the help. Controls inside wire themselves to it. */
export function Field({
  label,
  help,
  error,
  required = false,
  optional = false,
  aside,
  group = false,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const helpId = `${id}-help`;
  const invalid = Boolean(error);
  const described = invalid || Boolean(help);
  const context = useMemo(
    () => ({ id, labelId, describedBy: described ? helpId : undefined, invalid, required }),
    [id, labelId, helpId, described, invalid, required],
  );
  return (
    <FieldContext value={context}>
      <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <div className="flex items-baseline justify-between gap-3">
          {group ? (
            <span id={labelId} className="font-medium">
              {label}
            </span>
          ) : (
            <label id={labelId} htmlFor={id} className="font-medium">
              {label}
            </label>
          )}
          {aside || optional ? <span className="text-sm text-muted">{aside ?? "Optional"}</span> : null}
        </div>
        {children}
        {invalid ? (
          <p id={helpId} role="alert" className="flex items-start gap-1.5 text-sm text-danger">
            <CircleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" />
            <span>{error}</span>
          </p>
        ) : help ? (
          <p id={helpId} className="text-sm text-muted">
            {help}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}
