"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface InputProps extends ComponentProps<"input"> {
  /** Monospace, for ids, paths and keys. */
  mono?: boolean;
  /** Something small inside at the left: an icon or a prefix such as `#`. */
  leading?: ReactNode;
}

/** One line of text. Inside a `Field` it is wired to label, help and error by itself. */
export function Input({ className, mono = false, leading, ...props }: InputProps) {
  const aria = useFieldControl(props);
  const input = (
    <input
      {...props}
      {...aria}
      className={cn(
        controlClass,
        "h-8 max-sm:h-10",
        mono && "font-mono text-sm",
        leading && "pl-9",
        className,
      )}
    />
  );
  if (!leading) return input;
  return (
    <span className="relative block w-full">
      <span className="pointer-events-none absolute inset-y-0 left-0 flex w-9 items-center justify-center text-muted [&_svg]:size-4">
        {leading}
      </span>
      {input}
    </span>
  );
}
