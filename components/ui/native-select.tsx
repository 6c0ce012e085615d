"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

/** The browser's own select: works in plain GET forms and on phones. Children are `<option>`s. */
export function NativeSelect({ className, children, ...props }: ComponentProps<"select">) {
  const aria = useFieldControl(props);
  return (
    <span className={cn("relative block w-full", className)}>
      <select {...props} {...aria} className={cn(controlClass, "h-8 appearance-none pr-8 max-sm:h-10")}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
