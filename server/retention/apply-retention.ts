import type { Tx } from "#server/db/client.ts";
import { Prisma } from "#server/db/generated/client.ts";
import type { Runtime } from "#server/runtime.ts";
import { retentionLimit } from "#server/retention/retention-policy.ts";

/** Few enough that a batch is over before anybody waits for it. */
const batchSize = 500;
/** A batch with many attempts takes longer than transactions usually may. */
const batchTimeoutMs = 30_000;
/** Batches of one pass; what is left follows with the next, so that a first pass over years does not hog the database. */
const batchesMax = 200;

/** What a pass removed. */
export type RemovedByRetention = { events: number; attempts: number; conversations: number };

type Removed = Pick<RemovedByRetention, "events" | "attempts">;
/** What a batch found to remove, and how many of that nobody else held. */
type Batch = { found: number; removed: number };

/**
 * Removes events that are older than the settings keep, or more than they keep, oldest first, in small batches, with
 * their deliveries and attempts. An event with an open delivery stays, however old. How far it went is kept,
 * so that readers who are behind that can be told of the gap.
 */
export async function applyRetention(
  runtime: Pick<Runtime, "db" | "clock" | "env">,
): Promise<RemovedByRetention> {
  const { db, clock, env } = runtime;
  const now = clock.now();
  const newestBeyond = await db.event.findFirst({
    orderBy: { position: "desc" },
    skip: env.retention.events,
    select: { position: true },
  });
  const limit = retentionLimit(env.retention, newestBeyond?.position ?? null, now);
  let [events, attempts] = [0, 0];
  // One after the other, for no index serves either of two conditions in the order of one.
  for (const choose of [olderThan(limit.before), upTo(limit.position)]) {
    events += await inBatches(async () => {
      const removed = await removeEvents(db, choose);
      attempts += removed.attempts;
      return { found: removed.found, removed: removed.events };
    });
  }
  // What belongs to no delivery: tests, and status lines that were changed.
  attempts += await inBatches(() =>
    all(db.$executeRaw`
      delete from "Attempt" where "id" in (
        select a."id" from "Attempt" a
        where a."startedAt" < ${limit.before}
          and not exists (select 1 from "AttemptDelivery" l where l."attemptId" = a."id")
        order by a."startedAt" limit ${batchSize} for update skip locked)`),
  );
  const conversations = await inBatches(() =>
    all(db.$executeRaw`
      delete from "SlackConversation" where ctid in (
        select c.ctid from "SlackConversation" c
        where c."createdAt" < ${limit.before}
          and not exists (select 1 from "Event" e where e."projectId" = c."projectId" and e."subject" = c."subject")
        limit ${batchSize})`),
  );
  return { events, attempts, conversations };
}

type Chosen = { where: Prisma.Sql; order: Prisma.Sql };

const olderThan = (before: Date): Chosen => ({
  where: Prisma.sql`e."sequencedAt" < ${before}`,
  order: Prisma.sql`e."sequencedAt"`,
});
const upTo = (position: bigint): Chosen => ({
  where: Prisma.sql`e."position" <= ${position}`,
  order: Prisma.sql`e."position"`,
});

/**
 * Removes the oldest that are chosen. How far is committed before anything goes, so that no reader misses a gap, and so
 * that nobody who holds the counter waits for a delivery while we wait for the counter.
 */
async function removeEvents(db: Runtime["db"], chosen: Chosen): Promise<Removed & { found: number }> {
  const rows = await db.$queryRaw<{ id: string; position: bigint }[]>`
    select e."id", e."position" from "Event" e
    where ${chosen.where}
      and not exists (select 1 from "Delivery" d where d."eventId" = e."id" and d."state" in ('waiting', 'sending'))
    order by ${chosen.order} limit ${batchSize}`;
  const found = rows.length;
  if (found === 0) return { events: 0, attempts: 0, found };
  const positions = rows.map((row) => row.position);
  await db.$executeRaw`
    update "PositionCounter" set "removedThrough" =
      greatest("removedThrough", (select max(p) from unnest(${positions}::bigint[]) p)) where "id" = 1`;
  const ids = rows.map((row) => row.id);
  return { found, ...(await db.$transaction((tx) => removeThese(tx, ids), { timeout: batchTimeoutMs })) };
}

async function removeThese(tx: Tx, candidates: string[]): Promise<Removed> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Event" where "id" = any(${candidates}::uuid[]) for update skip locked`;
  const locked = rows.map((row) => row.id);
  const inUse = await eventsInUse(tx, locked);
  const ids = locked.filter((id) => !inUse.has(id));
  if (ids.length === 0) return { events: 0, attempts: 0 };
  const carriers = await lockAttempts(tx, ids);
  await tx.event.deleteMany({ where: { id: { in: ids } } });
  // An attempt of several deliveries stays until the last of them is gone.
  const attempts = await tx.$executeRaw`
    delete from "Attempt" a where a."id" = any(${carriers}::uuid[])
      and not exists (select 1 from "AttemptDelivery" l where l."attemptId" = a."id")`;
  return { events: ids.length, attempts };
}

/** Locks the events' deliveries, and answers whose delivery somebody else holds, or has ordered again meanwhile. */
async function eventsInUse(tx: Tx, eventIds: string[]): Promise<Set<string>> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Delivery" where "eventId" = any(${eventIds}::uuid[]) for update skip locked`;
  const inUse = await tx.$queryRaw<{ eventId: string }[]>`
    select distinct "eventId" from "Delivery" where "eventId" = any(${eventIds}::uuid[])
      and ("state" in ('waiting', 'sending') or not ("id" = any(${locked.map((row) => row.id)}::uuid[])))`;
  return new Set(inUse.map((row) => row.eventId));
}

/** Locks the attempts that carried the events, so that of two passes that share a digest the later one removes it. */
async function lockAttempts(tx: Tx, eventIds: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select a."id" from "Attempt" a where a."id" in (
      select l."attemptId" from "AttemptDelivery" l join "Delivery" d on d."id" = l."deliveryId"
      where d."eventId" = any(${eventIds}::uuid[])
    ) order by a."id" for update`;
  return rows.map((row) => row.id);
}

/** A statement that finds and removes at once. */
async function all(rows: Promise<number>): Promise<Batch> {
  const removed = await rows;
  return { found: removed, removed };
}

async function inBatches(removeSome: () => Promise<Batch>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const { found, removed } = await removeSome();
    total += removed;
    if (found < batchSize || removed === 0) break;
  }
  return total;
}
