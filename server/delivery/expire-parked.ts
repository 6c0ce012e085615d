import type { Db } from "#server/db/client.ts";

/** How long a delivery may wait for a parked lane. Source: product page, promise 5. */
export const parkedDaysMax = 30;

/** Ends, with its reason, what has waited in a parked lane for too long. Returns how many. */
export async function expireParked(db: Db, now: Date): Promise<number> {
  const before = new Date(now.getTime() - parkedDaysMax * 86_400_000);
  return db.$executeRaw`
    update "Delivery" d set "state" = 'expired', "finishedAt" = ${now}, "reasonCode" = 'parked_too_long',
      "reason" = ${`Nobody mended the destination for ${parkedDaysMax} days. Mend it, then redeliver.`}
    from "Destination" t left join "WorkflowIntegration" w on w."id" = t."integrationId"
    where d."destinationId" = t."id" and d."state" = 'waiting' and d."createdAt" < ${before}
      and (t."brokenAt" < ${before} or w."brokenAt" < ${before})`;
}
