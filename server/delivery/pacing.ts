import { Prisma } from "#server/db/generated/client.ts";
import type { LaneClass } from "#server/db/generated/client.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { type Bucket, type Pace, slowed, type Turn, turnAt } from "#server/delivery/bucket.ts";
import { AppError } from "#server/errors.ts";
import type { Outcome } from "#server/delivery/outcome.ts";

export type { Pace };

/** Who asks: a lane of a class, or somebody who waits for the answer and is treated as urgent. */
type Asker = LaneClass | "person";

/** No queue for a bucket is longer. */
const looksAheadMs = 3_600_000;

/**
 * Takes one turn in every bucket, or none of them and tells when to come back. Shared by all processes. Normal lanes
 * leave urgent ones what is reserved, and are each told a time of their own, so that many do not come back at once.
 */
export async function takeTurn(
  db: Db,
  paces: Pace[],
  now: Date,
  asker: Asker = "person",
): Promise<{ allowed: boolean; at: Date }> {
  if (paces.length === 0) return { allowed: true, at: now };
  return db.$transaction(async (tx) => {
    const buckets = await lockBuckets(tx, paces, now);
    const turns = buckets.map(([pace, bucket]) => ({
      pace,
      bucket,
      turn: turnAt(bucket, pace, now, asker !== "normal"),
    }));
    if (turns.every(({ turn }) => turn.allowed)) {
      await write(
        tx,
        turns.map(({ pace, bucket, turn }) => [pace.key, { ...bucket, nextAt: turn.nextAt }]),
      );
      return { allowed: true, at: now };
    }
    const refused = turns.filter(({ turn }) => !turn.allowed);
    if (asker !== "normal") return { allowed: false, at: latest(refused.map(({ turn }) => turn.at)) };
    const told = refused.map(({ pace, bucket, turn }) => {
      const lookAt = nextLook(bucket.lookAt, turn);
      return [pace.key, { ...bucket, lookAt }] as const;
    });
    await write(tx, told);
    return { allowed: false, at: latest(told.map(([, bucket]) => bucket.lookAt)) };
  });
}

/** The refusal for somebody whose turn comes at `at`, with why in a sentence. */
export function comeBack(at: Date, now: Date, why: string): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 1_000));
  return new AppError("rate_limited", `${why} Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}

/** After everybody who was told a time before; a time too far ahead was told by a clock that ran ahead of ours. */
function nextLook(told: Date | null, turn: Turn): Date {
  const after = told ? told.getTime() + turn.intervalMs : 0;
  const at = turn.at.getTime();
  return new Date(after - at > looksAheadMs ? at : Math.max(at, after));
}

/**
 * Obeys a `Retry-After` in full: closes every bucket that the request took a turn in, since Slack means the method for
 * the whole workspace (fact sheet 3.4), and lets less through for a while after.
 */
export async function obeyRetryAfter(
  tx: Db | Tx,
  paces: Pace[],
  outcome: Outcome,
  now: Date,
  startedAt: Date = now,
): Promise<void> {
  if (outcome.kind !== "retry" || outcome.isTry || !outcome.retryAfterMs || paces.length === 0) return;
  const until = new Date(now.getTime() + outcome.retryAfterMs);
  const buckets = await lockBuckets(tx, paces, now);
  await write(
    tx,
    buckets.map(([pace, bucket]) => [pace.key, { ...bucket, ...slowed(bucket, { until, startedAt, now }) }]),
  );
}

/** Forgets buckets that nobody asked for a day: they are full, and as fast as planned. */
export async function forgetBuckets(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 86_400_000);
  await db.$executeRaw`
    delete from "PaceBucket" where "nextAt" < ${before} and coalesce("closedUntil", "nextAt") < ${before}
      and coalesce("slowedAt", "nextAt") < ${before}`;
}

type Row = Bucket & { lookAt: Date | null };

/** The buckets, made where there are none, locked in the order of their keys so that no two askers wait for each other. */
async function lockBuckets(tx: Db | Tx, paces: Pace[], now: Date): Promise<[Pace, Row][]> {
  const ordered = [...paces].sort((a, b) => (a.key < b.key ? -1 : 1));
  const keys = ordered.map((pace) => pace.key);
  await tx.$executeRaw`
    insert into "PaceBucket" ("key", "nextAt") select key, ${now} from unnest(${keys}::text[]) with ordinality as k(key, n) order by n
    on conflict do nothing`;
  const rows = await tx.$queryRaw<(Row & { key: string })[]>`
    select "key", "nextAt", "closedUntil", "slowdown", "slowedAt", "lookAt"
    from "PaceBucket" where "key" = any(${keys}) order by "key" collate "C" for update`;
  const byKey = new Map(rows.map(({ key, ...row }) => [key, row]));
  const fresh: Row = { nextAt: now, closedUntil: null, slowdown: 1, slowedAt: null, lookAt: null };
  return ordered.map((pace) => [pace, byKey.get(pace.key) ?? fresh]);
}

async function write(tx: Db | Tx, buckets: readonly (readonly [string, Row])[]): Promise<void> {
  const values = buckets.map(
    ([
      key,
      b,
    ]) => Prisma.sql`(${key}, ${b.nextAt}::timestamptz, ${b.closedUntil}::timestamptz, ${b.slowdown}::float8,
      ${b.slowedAt}::timestamptz, ${b.lookAt}::timestamptz)`,
  );
  await tx.$executeRaw`
    update "PaceBucket" b set "nextAt" = v.next, "closedUntil" = v.closed, "slowdown" = v.slowdown, "slowedAt" = v.slowed,
      "lookAt" = v.look
    from (values ${Prisma.join(values)}) as v(key, next, closed, slowdown, slowed, look) where b."key" = v.key`;
}

const latest = (times: Date[]) => new Date(Math.max(...times.map((time) => time.getTime())));
