import type { Tx } from "#server/db/client.ts";
import { lockLanes } from "#server/delivery/lanes.ts";

/** States in which a delivery has ended, and can be sent again. */
export const finalStates = ["delivered", "failed", "rejected", "cancelled", "expired"] as const;

/** What to send again, in this order. */
export type ToTail = {
  projectId: string;
  ids: string[];
  now: Date;
  /** Only what ended until then. */
  endedBefore?: Date;
};

/**
 * Puts deliveries that have ended at the tails of their lanes and wakes those; answers how many. Whoever calls holds the
 * project's lock. One statement for all: a row each would be a round trip each, and every lane would wait for all of them.
 */
export async function sendToTail(tx: Tx, { projectId, ids, now, endedBefore }: ToTail): Promise<number> {
  const destinations = await tx.delivery.findMany({
    where: { id: { in: ids }, projectId },
    distinct: ["destinationId"],
    select: { destinationId: true },
  });
  await lockLanes(
    tx,
    destinations.map((row) => row.destinationId),
  );
  const until = endedBefore ?? null;
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    with counter as (
      update "PositionCounter" set "next" = "next" + ${ids.length} where "id" = 1
      returning "next" - ${ids.length} as "base"
    ), sent as (
      update "Delivery" d set
        "state" = 'waiting', "laneOrder" = counter."base" + asked."ord" - 1, "tries" = 0, "nextTryAt" = ${now},
        "steppedAside" = false, "maybeDuplicate" = false, "digestId" = null, "plainText" = false,
        "reasonCode" = null, "reason" = null, "finishedAt" = null, "redeliveries" = d."redeliveries" + 1
      from counter, unnest(${ids}::uuid[]) with ordinality as asked("id", "ord"), "Destination" t
      where d."id" = asked."id" and d."projectId" = ${projectId}::uuid
        and d."state" = any(${finalStates}::text[]::"DeliveryState"[])
        and (${until}::timestamptz is null or d."finishedAt" <= ${until})
        and t."id" = d."destinationId" and t."enabled" and t."deletedAt" is null
      returning d."destinationId", d."laneClass"
    ), lanes as (
      insert into "Lane" ("destinationId", "laneClass", "wakeAt")
      select "destinationId", "laneClass", ${now} from sent group by 1, 2 order by 1, 2
      on conflict ("destinationId", "laneClass") do update set "wakeAt" = least("Lane"."wakeAt", excluded."wakeAt")
      returning 1
    )
    select count(*) as "count" from sent, (select count(*) from lanes) woken`;
  return Number(row?.count ?? 0n);
}
