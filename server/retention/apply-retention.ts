import type { Runtime } from "#server/runtime.ts";
import { retentionLimit } from "#server/retention/retention-policy.ts";

/** Few enough that a batch is over before anybody waits for it. */
const batchSize = 500;
/** Batches of one pass; what is left follows with the next, so that a first pass over years does not hog the database. */
const batchesMax = 200;

/** What a pass removed. */
export type RemovedByRetention = { events: number; attempts: number; conversations: number };

/**
 * Removes events that are older than the settings keep, or more than they keep, oldest first, in small batches, with
 * their deliveries and attempts. An event with an open delivery stays, however old. The highest removed position is
 * kept, so that readers who are behind it can be told of the gap.
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
  const events = await inBatches(async () => {
    const rows = await db.$transaction(async (tx) => {
      const removed = await tx.$queryRaw<{ position: bigint }[]>`
        delete from "Event" where "id" in (
          select e."id" from "Event" e
          where (e."sequencedAt" < ${limit.before} or e."position" <= ${limit.position})
            and not exists (select 1 from "Delivery" d where d."eventId" = e."id" and d."state" in ('waiting', 'sending'))
          order by e."position" limit ${batchSize} for update skip locked
        ) returning "position"`;
      const last = removed
        .map((row) => row.position)
        .sort((a, b) => (a < b ? -1 : 1))
        .at(-1);
      if (last !== undefined) {
        await tx.$executeRaw`
          update "PositionCounter" set "removedThrough" = greatest("removedThrough", ${last}) where "id" = 1`;
      }
      return removed;
    });
    return rows.length;
  });
  // An attempt of several deliveries stays until the last of them is gone; Tests belong to none.
  const attempts = await inBatches(
    () => db.$executeRaw`
      delete from "Attempt" where "id" in (
        select a."id" from "Attempt" a
        where a."startedAt" < ${limit.before}
          and not exists (select 1 from "AttemptDelivery" l where l."attemptId" = a."id")
        limit ${batchSize} for update skip locked)`,
  );
  const conversations = await inBatches(
    () => db.$executeRaw`
      delete from "SlackConversation" where ctid in (
        select c.ctid from "SlackConversation" c
        where c."createdAt" < ${limit.before}
          and not exists (select 1 from "Event" e where e."projectId" = c."projectId" and e."subject" = c."subject")
        limit ${batchSize})`,
  );
  return { events, attempts, conversations };
}

async function inBatches(removeSome: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const some = await removeSome();
    removed += some;
    if (some < batchSize) break;
  }
  return removed;
}
