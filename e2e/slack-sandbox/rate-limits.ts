import type { Settings } from "./settings.ts";

/** How a method is limited: by tier, or by a rule of its own. */
export type Tier = "tier1" | "tier2" | "tier3" | "tier4" | "authTest" | "oauthAccess" | "post";

type Ask = { tier: Tier; method: string; team: string; app: string; channel: string | null };

/** Answers how many seconds a caller has to wait, or null when the call may pass. */
export type RateLimits = ReturnType<typeof createRateLimits>;

const MINUTE = 60_000;

/** Makes the counters; they live in memory and follow the settings as they stand at each call. */
export function createRateLimits(now: () => number, settings: () => Settings) {
  const windows = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function windowWait(key: string, limit: number): number | null {
    const at = now();
    const hits = (windows.get(key) ?? []).filter((hit) => hit > at - MINUTE);
    windows.set(key, hits);
    const oldest = hits[0];
    if (hits.length >= limit && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + MINUTE - at) / 1000));
    hits.push(at);
    return null;
  }

  function bucketWait(key: string, perSecond: number, burst: number): number | null {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return null;
  }

  return {
    take(ask: Ask): number | null {
      const limits = settings().rateLimits;
      if (!limits.enabled) return null;
      const scope = `${ask.method}|${ask.team}|${ask.app}`;
      if (ask.tier !== "post") return windowWait(scope, limits[ask.tier]);
      const channelWait = bucketWait(`${scope}|${ask.channel}`, limits.postPerSecond, limits.postBurst);
      return channelWait ?? windowWait(scope, limits.workspacePostsPerMinute);
    },
    reset(): void {
      windows.clear();
      buckets.clear();
    },
  };
}
