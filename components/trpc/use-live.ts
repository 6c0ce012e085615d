"use client";

import { useSyncExternalStore } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";

type Asked = { state: { error: unknown } };

/** The interval of a query that follows what happens; ends once the thing is gone or forbidden. */
export const every = (ms: number) => (query: Asked) => {
  const { code } = refusalOf(query.state.error);
  return code === "not_found" || code === "forbidden" ? false : ms;
};

/** Options of a query that follows what happens: every 2 s, and not while the tab is hidden. */
export const liveQuery = {
  refetchInterval: every(2_000),
  refetchIntervalInBackground: false,
  refetchOnWindowFocus: true,
  staleTime: 0,
} as const;

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

type LiveQuery = { dataUpdatedAt: number; failureCount: number; isError: boolean };

/** What a `LiveIndicator` says of such a query. */
export function useLive(query: LiveQuery): { state: "live" | "reconnecting" | "paused"; since?: number } {
  const hidden = useSyncExternalStore(
    subscribe,
    () => document.visibilityState === "hidden",
    () => false,
  );
  const since = query.dataUpdatedAt > 0 ? { since: query.dataUpdatedAt } : {};
  if (hidden) return { state: "paused", ...since };
  if (query.isError || query.failureCount > 0) return { state: "reconnecting", ...since };
  return { state: "live" };
}
