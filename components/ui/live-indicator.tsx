"use client";

import { Radio, RefreshCw } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import type { TimeInput } from "#components/ui/format-time.ts";
import { RelativeTime } from "#components/ui/time.tsx";

interface LiveIndicatorProps {
  state: "live" | "reconnecting" | "paused";
  /** Since when the line is cut. */
  since?: TimeInput;
  className?: string;
}

/** Says that what one sees is live, and since when if the line is cut. */
export function LiveIndicator({ state, since, className }: LiveIndicatorProps) {
  const live = state === "live";
  return (
    <span
      role="status"
      className={cn(
        "inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3.5",
        live ? "text-ok" : state === "paused" ? "text-muted" : "text-warning",
        className,
      )}
    >
      {live ? (
        <Radio aria-hidden />
      ) : (
        <RefreshCw aria-hidden className={state === "paused" ? "" : "animate-spin"} />
      )}
      {live ? "Live" : state === "paused" ? "Paused" : "Reconnecting"}
      {!live && since !== undefined ? (
        <span className="font-normal text-muted">
          cut <RelativeTime date={since} />
        </span>
      ) : null}
    </span>
  );
}
