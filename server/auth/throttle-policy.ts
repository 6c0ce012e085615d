/** Failures so far of one account or one address. */
export type Failures = { failures: number; lastFailure: Date };

const forgetAfterMs = 60 * 60_000;
/** From this many failures on each try waits, twice as long each time, up to the longest. */
const limits = {
  account: { free: 5, firstWaitMs: 5_000, longestWaitMs: 15 * 60_000 },
  address: { free: 20, firstWaitMs: 5_000, longestWaitMs: 15 * 60_000 },
} as const;
export type ThrottleKind = keyof typeof limits;

/** When the next try is let through after this many failures; null when at once. */
export function blockedTill(kind: ThrottleKind, { failures, lastFailure }: Failures): Date | null {
  const { free, firstWaitMs, longestWaitMs } = limits[kind];
  if (failures < free) return null;
  const wait = Math.min(firstWaitMs * 2 ** (failures - free), longestWaitMs);
  return new Date(lastFailure.getTime() + wait);
}

/** How many failures count after another one now; an hour of peace forgets them. */
export function countFailure(before: Failures | null, now: Date): number {
  if (!before || now.getTime() - before.lastFailure.getTime() > forgetAfterMs) return 1;
  return before.failures + 1;
}
