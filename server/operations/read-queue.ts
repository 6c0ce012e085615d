import type pg from "pg";
import { z } from "zod";

/** What waits in the pipeline. */
export type Queue = {
  /** Deliveries whose time has come, while their destination works and their lane does not rest. */
  due: number;
  /**
   * Deliveries that wait for their next try, for their destination to be mended or enabled, or for the end of a mute, of
   * quiet hours or of a pause that Slack asked for.
   */
  later: number;
  sending: number;
  /** How long the oldest of those that are due has been so; 0 where none is. */
  oldestDueSeconds: number;
  /**
   * How long nothing was tried for the most neglected destination that something is due for: the measure of whether what
   * workers do comes to anything. 0 where a worker is at it.
   */
  stalledSeconds: number;
  /** How long the most neglected lane has waited for a worker: the measure of whether workers keep up. */
  laneOverdueSeconds: number;
};

const queueRow = z.object({
  due: z.int(),
  later: z.int(),
  sending: z.int(),
  oldestDueSeconds: z.int(),
  stalledSeconds: z.int(),
});
const laneRow = z.object({ seconds: z.int() });

/** Reads what waits, by business time `now`. SQL by hand: it counts what is open over an index of just that. */
export async function readQueue(pool: pg.Pool, now: Date): Promise<Queue> {
  const [open, lanes] = await Promise.all([
    pool.query(
      `with o as (
         select d."destinationId", d."laneClass", d."state", coalesce(l."leaseUntil" > now(), false) as "isHeld",
           greatest(d."nextTryAt", l."notBefore", case when d."laneClass" = 'normal' then t."mutedUntil" end) as "dueSince",
           d."state" = 'waiting' and d."nextTryAt" <= $1 and t."enabled" and t."deletedAt" is null
             and t."brokenCode" is null and i."brokenCode" is null
             and (l."notBefore" is null or l."notBefore" <= $1) as "isDue"
         from "Delivery" d join "Destination" t on t."id" = d."destinationId"
           left join "WorkflowIntegration" i on i."id" = t."integrationId"
           left join "Lane" l on l."destinationId" = d."destinationId" and l."laneClass" = d."laneClass"
         where d."state" in ('waiting', 'sending')
       ), idle as (
         select greatest(min(o."dueSince"), (
             select a."startedAt" from "Attempt" a where a."destinationId" = o."destinationId" and a."kind" = 'send'
             order by a."startedAt" desc limit 1
           )) as "since"
         from o where o."isDue" and not o."isHeld" group by o."destinationId", o."laneClass"
       )
       select
         (count(*) filter (where o."isDue"))::int as due,
         (count(*) filter (where o."state" = 'waiting' and not o."isDue"))::int as later,
         (count(*) filter (where o."state" = 'sending'))::int as sending,
         coalesce(greatest(0, extract(epoch from $1::timestamptz - min(o."dueSince") filter (where o."isDue"))), 0)::int as "oldestDueSeconds",
         coalesce(greatest(0, extract(epoch from $1::timestamptz - (select min("since") from idle))), 0)::int as "stalledSeconds"
       from o`,
      [now],
    ),
    pool.query(
      `select coalesce(greatest(0, extract(epoch from max(l."overdue"))), 0)::int as seconds
       from (
         select case when "leaseUntil" < now() then now() - "leaseUntil" else $1::timestamptz - greatest("wakeAt", "notBefore") end as overdue
         from "Lane"
         where ("wakeAt" <= $1 and ("notBefore" is null or "notBefore" <= $1) and "leaseUntil" is null) or "leaseUntil" < now()
       ) l`,
      [now],
    ),
  ]);
  return {
    ...queueRow.parse(open.rows[0]),
    laneOverdueSeconds: laneRow.parse(lanes.rows[0]).seconds,
  };
}
