/** A shared limit: one request per `intervalMs`, with `burst` of them at once after a pause. */
export type Pace = {
  key: string;
  intervalMs: number;
  burst: number;
  /** So many of the burst are kept for urgent askers. */
  reserved?: number;
};

/** What is kept of a limit. `nextAt` is the theoretical arrival time of the next request. */
export type Bucket = {
  nextAt: Date;
  /** The end of a Retry-After. */
  closedUntil: Date | null;
  /** How many times slower than planned it was at `slowedAt`. */
  slowdown: number;
  slowedAt: Date | null;
};

/** After each 429 a bucket lets through half as much, down to an eighth, and half of that wears off in this time. */
const slowdownMax = 8;
const wearsOffMs = 30 * 60_000;

/** How many times slower than planned a bucket is now. */
export function slowdownAt(bucket: Pick<Bucket, "slowdown" | "slowedAt">, now: Date): number {
  if (!bucket.slowedAt) return 1;
  const passed = Math.max(0, now.getTime() - bucket.slowedAt.getTime());
  const left = (bucket.slowdown - 1) * 2 ** (-passed / wearsOffMs);
  // What hardly matters any more is over, so that the whole burst is back.
  return left < 0.1 ? 1 : Math.min(slowdownMax, 1 + left);
}

/** The pace as it counts now: slower, and with a smaller burst, after a 429. */
function paceNow(pace: Pace, slowdown: number) {
  const reserved = pace.reserved ?? 0;
  const burst = slowdown > 1 ? Math.max(1 + reserved, Math.floor(pace.burst / slowdown)) : pace.burst;
  return { intervalMs: pace.intervalMs * slowdown, burst, reserved };
}

/** How much earlier than its arrival time a request may leave. */
function toleranceMs(pace: Pace, slowdown: number, urgent: boolean): number {
  const { intervalMs, burst, reserved } = paceNow(pace, slowdown);
  return (burst - 1 - (urgent ? 0 : reserved)) * intervalMs;
}

/** Whether a request may leave now, when else, and the bucket's next arrival time in either case. */
export type Turn = { allowed: boolean; at: Date; nextAt: Date; intervalMs: number };

/** When the next request may leave. Pure; GCRA. Urgent askers may use what is reserved for them. */
export function turnAt(bucket: Bucket, pace: Pace, now: Date, urgent: boolean): Turn {
  const { intervalMs } = paceNow(pace, slowdownAt(bucket, now));
  const opens = Math.max(now.getTime(), bucket.closedUntil?.getTime() ?? 0);
  // Further ahead than any pace leads: it was written by a clock that ran ahead of ours.
  const sane = opens + pace.burst * pace.intervalMs * slowdownMax;
  const next = bucket.nextAt.getTime() > sane ? opens : bucket.nextAt.getTime();
  const arrival = Math.max(next, now.getTime());
  // The slowing wears off until then, and with it what counts as early: the smaller of both keeps the time told.
  const tolerance = Math.min(
    toleranceMs(pace, slowdownAt(bucket, now), urgent),
    toleranceMs(pace, slowdownAt(bucket, new Date(arrival)), urgent),
  );
  const at = new Date(Math.max(Math.ceil(arrival - tolerance), opens));
  const allowed = at <= now;
  return {
    allowed,
    at: allowed ? now : at,
    nextAt: new Date(allowed ? arrival + intervalMs : arrival),
    intervalMs,
  };
}

/**
 * What a `Retry-After` until `until` makes of a bucket. Several requests may have been under way when the limit was hit:
 * one that left before the last slowing says nothing new about the pace.
 */
export function slowed(bucket: Bucket, told: { until: Date; startedAt: Date; now: Date }): Bucket {
  const known = bucket.slowedAt !== null && told.startedAt <= bucket.slowedAt;
  const slowdown = known ? bucket.slowdown : Math.min(slowdownMax, 2 * slowdownAt(bucket, told.now));
  const slowedAt = known ? bucket.slowedAt : told.now;
  const closedUntil = new Date(Math.max(bucket.closedUntil?.getTime() ?? 0, told.until.getTime()));
  // As if it had been used all the while, so that what has waited does not come in a burst.
  const nextAt = new Date(Math.max(bucket.nextAt.getTime(), closedUntil.getTime()));
  return { nextAt, closedUntil, slowdown, slowedAt };
}
