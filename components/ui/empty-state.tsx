import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface EmptyStateProps {
  /** A Lucide icon element. */
  icon?: ReactNode;
  /** What would stand here. */
  title: ReactNode;
  /** Why one wants it. */
  why?: ReactNode;
  /** The button that makes the first one. */
  action?: ReactNode;
  /** Without its own frame, inside a card or a table. */
  bare?: boolean;
  className?: string;
}

/** Nothing here yet: what would stand here, why one wants it, and the button that makes the first one. */
export function EmptyState({ icon, title, why, action, bare = false, className }: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center px-6 py-12 text-center",
        !bare && "rounded-lg border border-dashed border-line-strong",
        className,
      )}
    >
      {icon ? (
        <span
          aria-hidden
          className="mb-3 flex size-9 items-center justify-center rounded-lg border bg-surface text-muted [&_svg]:size-4.5"
        >
          {icon}
        </span>
      ) : null}
      <p className="font-medium text-balance">{title}</p>
      {why ? <p className="mt-1 max-w-md text-pretty text-muted">{why}</p> : null}
      {action ? <div className="mt-4 flex flex-wrap items-center justify-center gap-2">{action}</div> : null}
    </div>
  );
}
