"use client";

import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface TextareaProps extends ComponentProps<"textarea"> {
  /** Monospace, for templates and payloads. */
  mono?: boolean;
}

/** Several lines of text; grows with what is written in it. */
export function Textarea({ className, mono = false, rows = 3, ...props }: TextareaProps) {
  const aria = useFieldControl(props);
  return (
    <textarea
      rows={rows}
      spellCheck={mono ? false : undefined}
      {...props}
      {...aria}
      className={cn(
        controlClass,
        "field-sizing-content min-h-18 resize-y py-1.5",
        mono && "font-mono text-sm",
        className,
      )}
    />
  );
}
