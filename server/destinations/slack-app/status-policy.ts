import type { Outcome } from "#server/delivery/outcome.ts";

const minute = 60_000;
/** Waits after a failed refresh of a status line; then what stands there stays. */
const waitsMs = [minute, 5 * minute, 30 * minute, 60 * minute] as const;

/** What becomes of a status line after a try: it is `shown`, tried `again` after a wait, or given up. */
export type StatusDecision =
  | { do: "shown" }
  | { do: "give-up" }
  | { do: "again"; waitMs: number; counts: 0 | 1 };

/** Decides after how a refresh ended; a status line is a courtesy, so what cannot be mended by waiting is given up. */
export function statusAfter(outcome: Outcome, tries: number): StatusDecision {
  if (outcome.kind === "delivered") return { do: "shown" };
  if (outcome.kind !== "retry" && outcome.kind !== "unknown") return { do: "give-up" };
  if (outcome.kind === "retry" && !outcome.isTry)
    return { do: "again", waitMs: outcome.retryAfterMs ?? minute, counts: 0 };
  const waitMs = waitsMs[tries];
  return waitMs === undefined ? { do: "give-up" } : { do: "again", waitMs, counts: 1 };
}
