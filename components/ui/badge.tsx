import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface BadgeProps {
  children: ReactNode;
  /** Monospace, for slugs and types such as `secret:create`. */
  mono?: boolean;
  className?: string;
}

/** A quiet label: an environment, a role, a kind. For how something stands, use `StatusBadge`. */
export function Badge({ children, mono = false, className }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-md border border-line-strong px-1.5 text-xs whitespace-nowrap text-ink [&_svg]:size-3",
        mono && "font-mono",
        className,
      )}
    >
      {children}
    </span>
  );
}

/** A number of things that wait, beside a name. Nothing at zero. */
export function CountBadge({ count, label }: { count: number; label?: string }) {
  if (count <= 0) return null;
  return (
    <span
      data-numeric
      className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-full bg-hover px-1.5 text-xs text-ink ring-1 ring-line-strong ring-inset"
    >
      {count > 99 ? "99+" : count}
      {label ? <span className="sr-only"> {label}</span> : null}
    </span>
  );
}
