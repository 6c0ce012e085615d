import { randomUUID } from "node:crypto";
import type { Db, Tx } from "#server/db/client.ts";
import { type LaneClass, Prisma } from "#server/db/generated/client.ts";

/** How long a claimed lane is ours without renewal, by the database's clock. */
export const leaseSeconds = 30;

/** A lane held by this process under `token`. */
export type HeldLane = {
  destinationId: string;
  laneClass: LaneClass;
  organizationId: string;
  token: string;
};

/**
 * When a lane that is given back is looked at again: at `wakeAt` (null: parked or empty), or earlier if work arrives, yet
 * never before `notBefore`.
 */
export type Rest = { wakeAt: Date | null; notBefore?: Date };

/** How a claim shares out what is due. */
export type ClaimOptions = {
  /** Of this class only. */
  laneClass?: LaneClass;
  /** Lanes that the asking process holds already, by organization. */
  holding?: ReadonlyMap<string, number>;
  /** An organization gets no more lanes of the asking process than this. */
  perTenant?: number;
};

/**
 * Claims lanes that are due by `now` (business time) and free, and those whose holder died (lease ended by the
 * database's time). Urgent lanes come first, then organizations take turns, each with its longest waiting lane, so that
 * nobody's backlog stands before somebody else's. Claiming clears `wakeAt`, so that whoever adds work meanwhile sets it
 * anew and no wake is lost.
 */
export async function claimLanes(
  db: Db,
  now: Date,
  limit: number,
  options: ClaimOptions = {},
): Promise<HeldLane[]> {
  const token = randomUUID();
  const { laneClass = null, holding = new Map<string, number>(), perTenant = 1_000_000 } = options;
  const due = Prisma.sql`(l."leaseUntil" is null and l."wakeAt" <= ${now}
    and (l."notBefore" is null or l."notBefore" <= ${now}) or l."leaseUntil" < now())`;
  const rows = await db.$queryRaw<Omit<HeldLane, "token">[]>`
    with holding as (
      select * from unnest(${[...holding.keys()]}::uuid[], ${[...holding.values()]}::int[]) as h(tenant, lanes)
    ), due as (
      select l."destinationId", l."laneClass", l."wakeAt", p."organizationId" as tenant,
        coalesce(h.lanes, 0) + row_number() over (
          partition by p."organizationId", l."laneClass" order by l."wakeAt", l."destinationId"
        ) as turn
      from "Lane" l join "Destination" d on d."id" = l."destinationId" join "Project" p on p."id" = d."projectId"
        left join holding h on h.tenant = p."organizationId"
      where ${due} and (${laneClass}::"LaneClass" is null or l."laneClass" = ${laneClass}::"LaneClass")
    ), picked as (
      select l."destinationId", l."laneClass", due.tenant from due
        join "Lane" l on l."destinationId" = due."destinationId" and l."laneClass" = due."laneClass"
      where due.turn <= ${perTenant} and ${due}
      order by due."laneClass", due.turn, due."wakeAt" limit ${limit} for update of l skip locked
    )
    update "Lane" l set "leaseToken" = ${token}::uuid, "wakeAt" = null, "notBefore" = null,
      "leaseUntil" = now() + ${leaseSeconds} * interval '1 second'
    from picked where l."destinationId" = picked."destinationId" and l."laneClass" = picked."laneClass"
    returning l."destinationId", l."laneClass", picked.tenant as "organizationId"`;
  return rows.map((row) => ({ ...row, token }));
}

/** When the next lane that nobody holds is due, in business time; null while none waits for a time. */
export async function nextWake(db: Db): Promise<Date | null> {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    select min(greatest("wakeAt", "notBefore")) as at from "Lane" where "wakeAt" is not null and "leaseUntil" is null`;
  return rows[0]?.at ?? null;
}

/** Renews the lease; false when it was lost to another holder. */
export async function renewLease(tx: Db | Tx, lane: HeldLane): Promise<boolean> {
  const renewed = await tx.$executeRaw`
    update "Lane" set "leaseUntil" = now() + ${leaseSeconds} * interval '1 second'
    where "destinationId" = ${lane.destinationId}::uuid and "laneClass" = ${lane.laneClass}::"LaneClass"
      and "leaseToken" = ${lane.token}::uuid and "leaseUntil" > now()`;
  return renewed === 1;
}

/** Locks the lane's row for a completion; false when the lease was lost, and then nothing may be written. */
export async function fence(tx: Tx, lane: HeldLane): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from "Lane"
    where "destinationId" = ${lane.destinationId}::uuid and "laneClass" = ${lane.laneClass}::"LaneClass"
      and "leaseToken" = ${lane.token}::uuid and "leaseUntil" > now() for update`;
  return rows.length === 1;
}

/**
 * Gives the lane back. A claim empties `notBefore`, so one that stands there was written by `wakeLanes` since: then what
 * this holder decided may be out of date, and the lane is looked at again. One whose lease ran out stays as it is: a
 * claim finds it by that, and sees what this holder left behind.
 */
export async function giveBack(db: Db, lane: HeldLane, rest: Rest): Promise<void> {
  await db.$executeRaw`
    update "Lane" set "leaseToken" = null, "leaseUntil" = null,
      "notBefore" = case when "notBefore" is null then ${rest.notBefore ?? null}::timestamptz end,
      "wakeAt" = least("wakeAt", ${rest.wakeAt}::timestamptz)
    where "destinationId" = ${lane.destinationId}::uuid and "laneClass" = ${lane.laneClass}::"LaneClass"
      and "leaseToken" = ${lane.token}::uuid and "leaseUntil" > now()`;
}

/**
 * Locks the lanes of destinations, before anything else of them is written: whoever writes to Lane, Delivery,
 * Destination and WorkflowIntegration rows takes them in this order (docs/adr/0003).
 */
export async function lockLanes(tx: Tx, destinationIds: string[]): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Lane" where "destinationId" = any(${destinationIds}::uuid[])
    order by "destinationId", "laneClass" for update`;
}

/** Wakes the lanes of destinations, whatever they waited for; one that is held is looked at again after it. */
export async function wakeLanes(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await lockLanes(tx, destinationIds);
  await tx.lane.updateMany({
    where: { destinationId: { in: destinationIds } },
    data: { wakeAt: now, notBefore: now },
  });
}

/** Wakes the lanes of mended destinations: what waited at their heads is due at once, and the rest follows in order. */
export async function makeBacklogDue(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await wakeLanes(tx, destinationIds, now);
  await tx.delivery.updateMany({
    where: { destinationId: { in: destinationIds }, state: "waiting", nextTryAt: { gt: now } },
    data: { nextTryAt: now },
  });
}
