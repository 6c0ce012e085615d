import type { Db } from "#server/db/client.ts";
import { AppError } from "#server/errors.ts";
import { blockedTill, countFailure, type ThrottleKind } from "#server/auth/throttle-policy.ts";

/** Who is slowed: an account by its address, or a client by its IP address. */
export type ThrottleKey = { kind: ThrottleKind; value: string };

const rowKey = ({ kind, value }: ThrottleKey) => `${kind}:${value.toLowerCase()}`;

/** Refuses while one of the keys is blocked; the sentence is the same for known and unknown accounts. */
export async function refuseWhileBlocked(db: Db, keys: ThrottleKey[], now: Date): Promise<void> {
  const rows = await db.throttle.findMany({
    where: { key: { in: keys.map(rowKey) }, blockedTill: { gt: now } },
    select: { blockedTill: true },
  });
  const till = Math.max(0, ...rows.map((row) => row.blockedTill?.getTime() ?? 0));
  if (till === 0) return;
  const seconds = Math.max(1, Math.ceil((till - now.getTime()) / 1_000));
  const wait = seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  throw new AppError("rate_limited", `Too many failed tries. Wait ${wait}, then try again.`, {
    retryAfterSeconds: seconds,
  });
}

/** Counts a failure; true when a key is blocked from now on. Concurrent failures all count, one after another. */
export async function recordFailure(db: Db, keys: ThrottleKey[], now: Date): Promise<boolean> {
  return db.$transaction(async (tx) => {
    let blocked = false;
    for (const key of [...keys].sort((a, b) => rowKey(a).localeCompare(rowKey(b)))) {
      const id = rowKey(key);
      await tx.$executeRaw`
        insert into "Throttle" ("key", "failures", "lastFailure") values (${id}, 0, ${now}) on conflict do nothing`;
      await tx.$queryRaw`select 1 from "Throttle" where "key" = ${id} for update`;
      const before = await tx.throttle.findUniqueOrThrow({ where: { key: id } });
      const failures = countFailure(before.failures === 0 ? null : before, now);
      const till = blockedTill(key.kind, { failures, lastFailure: now });
      blocked ||= till !== null;
      await tx.throttle.update({
        where: { key: id },
        data: { failures, lastFailure: now, blockedTill: till },
        select: { key: true },
      });
    }
    return blocked;
  });
}

/** A success forgets the failures of an account; an address keeps its own. */
export async function forgetFailures(db: Db, key: ThrottleKey): Promise<void> {
  await db.throttle.deleteMany({ where: { key: rowKey(key) } });
}
