"use client";

import { cn } from "#components/ui/cn.ts";
import { formatExact, formatRelative, type TimeInput } from "#components/ui/format-time.ts";
import { useNow } from "#components/ui/now.ts";

interface TimeProps {
  date: TimeInput;
  className?: string;
}

/** How long ago, or how soon; the exact time with zone on hover. For lists. */
export function RelativeTime({ date, className }: TimeProps) {
  const now = useNow();
  // Before hydration neither the reader's clock nor zone is known; the key renews the element afterwards.
  return (
    <time
      key={now === undefined ? "server" : "client"}
      dateTime={new Date(date).toISOString()}
      title={now === undefined ? undefined : formatExact(date)}
      className={cn("whitespace-nowrap", className)}
      suppressHydrationWarning
    >
      {formatRelative(date, now ?? Date.now())}
    </time>
  );
}

/** The exact time with its zone: the reader's, unless one is named. For details. */
export function ExactTime({ date, timeZone, className }: TimeProps & { timeZone?: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(date).toISOString()} className={cn("font-mono text-sm", className)}>
      {formatExact(date, timeZone ?? (now === undefined ? "UTC" : undefined))}
    </time>
  );
}
