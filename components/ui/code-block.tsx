import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

interface CodeBlockProps {
  /** The text as it is; also what the button copies. */
  code: string;
  /** A line above: what it is, or where it goes. */
  title?: ReactNode;
  copyable?: boolean;
  /** Breaks long lines instead of scrolling. */
  wrap?: boolean;
  className?: string;
}

/** A command, payload or template in monospace, scrolling on its own. */
export function CodeBlock({ code, title, copyable = true, wrap = false, className }: CodeBlockProps) {
  const pre = (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className={cn(
        "max-h-112 overflow-auto px-3.5 py-3 font-mono text-sm focus-visible:-outline-offset-2",
        wrap && "break-words whitespace-pre-wrap",
        copyable && !title && "pr-12",
      )}
    >
      <code>{code}</code>
    </pre>
  );
  return (
    <div className={cn("relative overflow-hidden rounded-lg border bg-sunken", className)}>
      {title ? (
        <div className="flex h-9 items-center justify-between gap-3 border-b pr-1 pl-3.5 text-sm text-muted">
          <span className="truncate">{title}</span>
          {copyable ? <CopyButton value={code} /> : null}
        </div>
      ) : null}
      {pre}
      {copyable && !title ? (
        <span className="absolute top-1.5 right-1.5 rounded-lg bg-sunken">
          <CopyButton value={code} />
        </span>
      ) : null}
    </div>
  );
}
