import { randomUUID } from "node:crypto";
import type { Db, Tx } from "#server/db/client.ts";
import type { LaneClass } from "#server/db/generated/client.ts";

/** How long a claimed lane is ours without renewal, by the database's clock. */
export const leaseSeconds = 30;

/** A lane held by this process under `token`. */
export type HeldLane = { destinationId: string; laneClass: LaneClass; token: string };

/**
 * Claims lanes that are due by `now` (business time) and free, and those whose holder died (lease ended by the
 * database's time). Claiming clears `wakeAt`, so that whoever adds work meanwhile sets it anew and no wake is lost.
 */
export async function claimLanes(db: Db, now: Date, limit: number): Promise<HeldLane[]> {
  const token = randomUUID();
  const rows = await db.$queryRaw<{ destinationId: string; laneClass: LaneClass }[]>`
    update "Lane" l set "leaseToken" = ${token}::uuid, "wakeAt" = null,
      "leaseUntil" = now() + ${leaseSeconds} * interval '1 second'
    from (
      select "destinationId", "laneClass" from "Lane"
      where ("wakeAt" <= ${now} and "leaseUntil" is null) or "leaseUntil" < now()
      order by "laneClass", "wakeAt" limit ${limit} for update skip locked
    ) due
    where l."destinationId" = due."destinationId" and l."laneClass" = due."laneClass"
    returning l."destinationId", l."laneClass"`;
  return rows.map((row) => ({ ...row, token }));
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

/** Gives the lane back, to be woken at `wakeAt` (null: parked or empty) or earlier if work arrived meanwhile. */
export async function releaseLane(db: Db, lane: HeldLane, wakeAt: Date | null): Promise<void> {
  await db.$executeRaw`
    update "Lane" set "leaseToken" = null, "leaseUntil" = null, "wakeAt" = least("wakeAt", ${wakeAt}::timestamptz)
    where "destinationId" = ${lane.destinationId}::uuid and "laneClass" = ${lane.laneClass}::"LaneClass"
      and "leaseToken" = ${lane.token}::uuid`;
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

/** Wakes the lanes of mended destinations: what waited at their heads is due at once, and the rest follows in order. */
export async function releaseLanes(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await lockLanes(tx, destinationIds);
  await tx.lane.updateMany({ where: { destinationId: { in: destinationIds } }, data: { wakeAt: now } });
  await tx.delivery.updateMany({
    where: { destinationId: { in: destinationIds }, state: "waiting", nextTryAt: { gt: now } },
    data: { nextTryAt: now },
  });
}
