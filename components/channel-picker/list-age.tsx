"use client";

import { RotateCw } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface ListAgeProps {
  total: number;
  listedAt: Date | null;
  /** The list is being fetched in the background. */
  fetching: boolean;
  /** How many of them this fetching has seen. */
  seenAnew: number | null;
  /** Why it could not be fetched to its end. */
  problem: string | null;
  publicOnly: boolean;
  refreshing: boolean;
  onRefresh: () => void;
}

/** How many channels are known and since when, with the button that fetches the list anew. */
export function ListAge({
  total,
  listedAt,
  fetching,
  seenAnew,
  problem,
  publicOnly,
  refreshing,
  onRefresh,
}: ListAgeProps) {
  return (
    <div className="flex items-center justify-between gap-2 border-t py-1 pr-1 pl-3 text-xs text-muted">
      <p className="min-w-0">
        <span className="tabular-nums">{total.toLocaleString("en")}</span> channel{total === 1 ? "" : "s"}
        {listedAt ? (
          <>
            , listed <RelativeTime date={listedAt} />
            {fetching
              ? `; being listed anew${seenAnew ? `, ${seenAnew.toLocaleString("en")} so far` : ""}`
              : null}
          </>
        ) : fetching ? (
          " so far; the list is still coming from Slack"
        ) : null}
        {problem ? `. ${problem}` : null}
        {publicOnly ? ". Private ones are missing: the app lacks the scope groups:read." : null}
      </p>
      <IconButton label="Refresh the list" size="sm" pending={refreshing || fetching} onClick={onRefresh}>
        <RotateCw />
      </IconButton>
    </div>
  );
}
