"use client";

import { useEffect, useState } from "react";

interface SearchState<TItem> {
  items: readonly TItem[];
  status: "loading" | "ready" | "failed";
  /** Why it failed, in a sentence. */
  problem: string;
  retry: () => void;
}

type Result<TItem> = { key: string; items: readonly TItem[]; problem: string | undefined };

const pause = 180;

/** Asks `search` a moment after the last key stroke while `enabled`; a newer query cancels an older one. */
export function useSearch<TItem>(
  search: ((query: string, signal: AbortSignal) => Promise<readonly TItem[]>) | undefined,
  query: string,
  enabled: boolean,
): SearchState<TItem> {
  const [round, setRound] = useState(0);
  const [result, setResult] = useState<Result<TItem>>();
  const key = `${round}:${query}`;

  useEffect(() => {
    if (!search || !enabled) return;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const items = await search(query, abort.signal);
        if (!abort.signal.aborted) setResult({ key, items, problem: undefined });
      } catch (error) {
        if (abort.signal.aborted) return;
        const problem =
          error instanceof Error && error.message ? error.message : "The server did not answer.";
        setResult({ key, items: [], problem });
      }
    };
    const timer = setTimeout(ask, query === "" ? 0 : pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search, query, enabled, key]);

  const current = result?.key === key;
  return {
    // Older results stay in sight while newer ones are on their way: nothing jumps.
    items: result?.items ?? [],
    status: !current ? "loading" : result.problem === undefined ? "ready" : "failed",
    problem: result?.problem ?? "",
    retry: () => setRound((count) => count + 1),
  };
}
