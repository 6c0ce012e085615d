import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

interface CodeProps {
  children: ReactNode;
  /** Puts a copy button beside it that copies this. */
  copy?: string;
  /** What the copy button copies: "Copy id". */
  copyLabel?: string;
  /** Without the soft ground, for table cells. */
  plain?: boolean;
  className?: string;
}

/** An id, path, key or type, in monospace, with a copy button where one wants it. */
export function Code({ children, copy, copyLabel, plain = false, className }: CodeProps) {
  const code = (
    <code
      className={cn(
        "min-w-0 font-mono text-[0.92em] break-words",
        !plain && "rounded-sm bg-hover px-1 py-0.5",
        className,
      )}
    >
      {children}
    </code>
  );
  if (copy === undefined) return code;
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {code}
      <CopyButton value={copy} label={copyLabel} className="-my-1" />
    </span>
  );
}
