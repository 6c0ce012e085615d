import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  /** A line below the content: hints, totals, a save button. */
  footer?: ReactNode;
  /** No padding around the content, for tables and lists that reach the edge. */
  flush?: boolean;
  /** The title's heading level; the page's title is 1. */
  level?: 2 | 3;
  id?: string;
  className?: string;
  children?: ReactNode;
}

/** One section of a page in a hairline frame. */
export function Card({
  title,
  description,
  actions,
  footer,
  flush = false,
  level = 2,
  id,
  className,
  children,
}: CardProps) {
  const Heading = level === 2 ? "h2" : "h3";
  const head = title || description || actions;
  return (
    <section id={id} className={cn("rounded-lg border bg-surface", className)}>
      {head ? (
        <header
          className={cn(
            "flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5",
            flush ? "border-b pb-3.5" : "pb-0",
          )}
        >
          <div className="min-w-0 flex-1 basis-48">
            {title ? <Heading className="font-semibold">{title}</Heading> : null}
            {description ? <p className="mt-0.5 text-muted">{description}</p> : null}
          </div>
          {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
        </header>
      ) : null}
      {children ? <div className={cn(flush ? "overflow-hidden rounded-b-lg" : "p-4")}>{children}</div> : null}
      {footer ? (
        <footer className="flex flex-wrap items-center justify-between gap-3 rounded-b-lg border-t bg-sunken px-4 py-2.5 text-sm text-muted">
          {footer}
        </footer>
      ) : null}
    </section>
  );
}
