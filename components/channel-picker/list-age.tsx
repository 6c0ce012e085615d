"use client";

import { RotateCw } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface ListAgeProps {
  total: number;
  listedAt: Date | null;
  /** Slack cut the list short; it goes on by itself. */
  continueInMs: number | null;
  publicOnly: boolean;
  refreshing: boolean;
  onRefresh: () => void;
}

/** How many channels are known and since when, with the button that fetches the list anew. */
export function ListAge({ total, listedAt, continueInMs, publicOnly, refreshing, onRefresh }: ListAgeProps) {
  return (
    <div className="flex items-center justify-between gap-2 border-t py-1 pr-1 pl-3 text-xs text-muted">
      <p className="min-w-0">
        <span className="tabular-nums">{total}</span> channel{total === 1 ? "" : "s"}
        {continueInMs !== null ? (
          <> so far: Slack asks us to slow down, the rest follows in {Math.ceil(continueInMs / 1_000)} s</>
        ) : listedAt ? (
          <>
            , listed <RelativeTime date={listedAt} />
          </>
        ) : null}
        {publicOnly ? ". Private ones are missing: the app lacks the scope groups:read." : null}
      </p>
      <IconButton label="Refresh the list" size="sm" pending={refreshing} onClick={onRefresh}>
        <RotateCw />
      </IconButton>
    </div>
  );
}
