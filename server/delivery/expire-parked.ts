import type { Runtime } from "#server/runtime.ts";

/**
 * Ends, with its reason, what has waited in a parked lane for too long. A lane that is not parked tries its deliveries
 * within hours, so one whose time came that long ago was parked. Returns how many.
 */
export async function expireParked(runtime: Pick<Runtime, "db" | "env">, now: Date): Promise<number> {
  const { parkedDays } = runtime.env;
  const before = new Date(now.getTime() - parkedDays * 86_400_000);
  const reason = `Nobody mended the destination for ${parkedDays} days. Mend it, then redeliver.`;
  // In SQL, for only a state written out finds what is open without reading what is over. What a long mute held did not
  // wait for anybody to mend something, unless it has been broken for that long besides.
  return runtime.db.$executeRaw`
    update "Delivery" d set "state" = 'expired', "finishedAt" = ${now}, "reasonCode" = 'parked_too_long', "reason" = ${reason}
    from "Destination" t
    where t."id" = d."destinationId" and d."state" = 'waiting' and d."nextTryAt" < ${before}
      and (t."mutedUntil" is null or t."mutedUntil" < ${before} or t."brokenAt" < ${before} or exists (
        select 1 from "WorkflowIntegration" i where i."id" = t."integrationId" and i."brokenAt" < ${before}))`;
}
