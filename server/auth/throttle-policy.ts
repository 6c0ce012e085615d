/** Failures so far of one key of the throttle. */
export type Failures = { failures: number; lastFailure: Date };

const minute = 60_000;
const slowly = { firstWaitMs: 5_000, longestWaitMs: 15 * minute };
const hour = 60 * minute;

/** From `free` failures on each try waits, twice as long each time, up to the longest; peace of `forgetMs` forgets. */
const limits = {
  /** One account as tried from one network: where people guess, and where they mistype. */
  "account-network": { ...slowly, free: 5, forgetMs: hour },
  /** One account as tried from everywhere but the networks its person is known in (known-network.ts). */
  account: { ...slowly, free: 100, forgetMs: hour },
  /** One network, whatever it tries. */
  address: { ...slowly, free: 20, forgetMs: hour },
  /** Codes of one person's second factor. Who gets there knows the password, and codes are short: a day of memory. */
  code: { ...slowly, free: 5, forgetMs: 24 * hour },
  /** A signed-in person's own password, asked again before what matters. */
  "own-password": { ...slowly, free: 5, forgetMs: hour },
} as const;
export type ThrottleKind = keyof typeof limits;

/** How long the throttle remembers at most; older rows say nothing any more. */
export const longestMemoryMs = 24 * hour;

/** When the next try is let through after this many failures; null when at once. */
export function blockedTill(kind: ThrottleKind, { failures, lastFailure }: Failures): Date | null {
  const { free, firstWaitMs, longestWaitMs } = limits[kind];
  if (failures < free) return null;
  const wait = Math.min(firstWaitMs * 2 ** (failures - free), longestWaitMs);
  return new Date(lastFailure.getTime() + wait);
}

/** How many failures count after another one now. */
export function countFailure(kind: ThrottleKind, before: Failures | null, now: Date): number {
  if (!before || now.getTime() - before.lastFailure.getTime() > limits[kind].forgetMs) return 1;
  return before.failures + 1;
}

/** Which refused tries are written down: the 1st, 10th, 100th … of a wait, so that a flood leaves a handful of entries. */
export const isWrittenDown = (refused: number): boolean => /^10*$/.test(String(refused));
