import { Prisma } from "#server/db/generated/client.ts";
import type { Outcome } from "#server/delivery/outcome.ts";
import type { Db, Tx } from "#server/db/client.ts";

/** A shared limit: one request per `intervalMs`, with `burst` of them at once after a pause. */
export type Pace = { key: string; intervalMs: number; burst: number };

/** When the next request may leave, given the bucket's theoretical arrival time. Pure; GCRA. */
export function turnAt(
  nextAt: Date | null,
  pace: Pace,
  now: Date,
): { allowed: boolean; at: Date; nextAt: Date } {
  const tolerance = (pace.burst - 1) * pace.intervalMs;
  const arrival = Math.max(nextAt?.getTime() ?? 0, now.getTime());
  const at = new Date(arrival - tolerance);
  const allowed = at <= now;
  return { allowed, at: allowed ? now : at, nextAt: new Date(allowed ? arrival + pace.intervalMs : arrival) };
}

/** Takes one turn in every bucket, or none of them and tells when to come back. Shared by all processes. */
export async function takeTurn(db: Db, paces: Pace[], now: Date): Promise<{ allowed: boolean; at: Date }> {
  const ordered = [...paces].sort((a, b) => (a.key < b.key ? -1 : 1));
  return db.$transaction(async (tx) => {
    const keys = ordered.map((p) => p.key);
    await tx.$executeRaw`
      insert into "PaceBucket" ("key", "nextAt") select key, ${now} from unnest(${keys}::text[]) as key order by key
      on conflict do nothing`;
    const rows = await tx.$queryRaw<{ key: string; nextAt: Date }[]>`
      select "key", "nextAt" from "PaceBucket" where "key" = any(${keys}) order by "key" for update`;
    const turns = ordered.map((pace) =>
      turnAt(rows.find((r) => r.key === pace.key)?.nextAt ?? null, pace, now),
    );
    if (!turns.every((turn) => turn.allowed)) {
      const at = new Date(Math.max(...turns.map((turn) => turn.at.getTime())));
      return { allowed: false, at };
    }
    const values = ordered.map(
      (pace, i) => Prisma.sql`(${pace.key}, ${turns[i]?.nextAt ?? now}::timestamptz)`,
    );
    await tx.$executeRaw`
      update "PaceBucket" b set "nextAt" = v.at from (values ${Prisma.join(values)}) as v(key, at) where b."key" = v.key`;
    return { allowed: true, at: now };
  });
}

/**
 * Obeys a `Retry-After` in full: closes every bucket that the request took a turn in, since Slack means the method for
 * the whole workspace (fact sheet 3.4).
 */
export async function obeyRetryAfter(tx: Db | Tx, paces: Pace[], outcome: Outcome, now: Date): Promise<void> {
  if (outcome.kind !== "retry" || outcome.isTry || !outcome.retryAfterMs) return;
  const until = now.getTime() + outcome.retryAfterMs;
  for (const pace of [...paces].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const nextAt = new Date(until + (pace.burst - 1) * pace.intervalMs);
    await tx.$executeRaw`
      insert into "PaceBucket" ("key", "nextAt") values (${pace.key}, ${nextAt})
      on conflict ("key") do update set "nextAt" = greatest("PaceBucket"."nextAt", excluded."nextAt")`;
  }
}
