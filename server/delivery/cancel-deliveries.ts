import { Prisma } from "#server/db/generated/client.ts";
import type { Db, Tx } from "#server/db/client.ts";

// A waiting delivery is still wanted while one of the subscriptions that matched it, or another enabled one of the same
// destination, stands. What is being sent right now is left to end by itself.
const unwanted = (projectId: string) => Prisma.sql`
  d."projectId" = ${projectId}::uuid and d."state" = 'waiting' and not exists (
    select 1 from "Subscription" s join "Destination" t on t."id" = s."destinationId"
    where s."id" = any(d."subscriptionIds") and s."destinationId" = d."destinationId"
      and s."enabled" and s."deletedAt" is null and t."enabled" and t."deletedAt" is null
  )`;

/** Cancels what waits though nothing enabled wants it there any more; returns how many. In the change's transaction. */
export async function cancelUnwanted(tx: Tx, input: { projectId: string; now: Date }): Promise<number> {
  return tx.$executeRaw`
    update "Delivery" d set "state" = 'cancelled', "finishedAt" = ${input.now}, "reasonCode" = 'not_wanted',
      "reason" = 'The destination or the subscription that wanted this was disabled or removed while it waited.'
    where ${unwanted(input.projectId)}`;
}

/** How many deliveries wait for a destination: what disabling or deleting it would cancel. */
export async function countUnwanted(
  db: Db | Tx,
  input: { projectId: string; destinationId: string },
): Promise<number> {
  return db.delivery.count({
    where: { projectId: input.projectId, destinationId: input.destinationId, state: "waiting" },
  });
}
