import { Prisma } from "#server/db/generated/client.ts";
import type { Tx } from "#server/db/client.ts";

// A waiting delivery is still wanted while one of the subscriptions that matched it stands, and one that a person sent
// again, or a notice, while its destination does. What is being sent right now is left to end by itself.
const unwanted = (projectId: string) => Prisma.sql`
  d."projectId" = ${projectId}::uuid and d."state" = 'waiting' and not exists (
    select 1 from "Destination" t left join "Subscription" s
      on s."id" = any(d."subscriptionIds") and s."destinationId" = t."id" and s."enabled" and s."deletedAt" is null
    where t."id" = d."destinationId" and t."enabled" and t."deletedAt" is null
      and (s."id" is not null or d."redeliveries" > 0 or cardinality(d."subscriptionIds") = 0)
  )`;

// Which of them it was, as they stand at this moment.
const whyUnwanted = Prisma.sql`
  select case
      when t."deletedAt" is not null then 'The destination was removed while this waited.'
      when not t."enabled" then 'The destination was disabled while this waited. Enable it and redeliver this if it should still arrive.'
      else (
        select 'The subscription that wanted this was ' ||
          case when bool_and(s."deletedAt" is not null) is not false then 'removed'
            when bool_and(s."deletedAt" is null) then 'disabled' else 'disabled or removed' end ||
          ' while it waited. Redeliver this if it should still arrive.'
        from "Subscription" s where s."id" = any(d."subscriptionIds")
      )
    end
  from "Destination" t where t."id" = d."destinationId"`;

/**
 * Cancels what waits though nothing enabled wants it there any more; returns how many. In the change's transaction, and
 * for the one delivery in that of a request that leaves it waiting.
 */
export async function cancelUnwanted(
  tx: Tx,
  input: { projectId: string; now: Date; deliveryIds?: string[] },
): Promise<number> {
  const only = input.deliveryIds ? Prisma.sql`and d."id" = any(${input.deliveryIds}::uuid[])` : Prisma.empty;
  return tx.$executeRaw`
    update "Delivery" d set "state" = 'cancelled', "finishedAt" = ${input.now}, "reasonCode" = 'not_wanted',
      "reason" = (${whyUnwanted})
    where ${unwanted(input.projectId)} ${only}`;
}

/**
 * Keeps edits of the project's subscriptions and destinations out until the transaction ends, so that what a request
 * leaves waiting is either seen by an edit's cancelUnwanted or sees the edit itself.
 */
export async function shareSubscriptions(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Project" where "id" = ${projectId}::uuid for share`;
}
