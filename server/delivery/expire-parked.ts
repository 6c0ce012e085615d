import type { Db } from "#server/db/client.ts";

/** How long a delivery may wait for a parked lane. Source: product page, promise 5. */
export const parkedDaysMax = 30;

/**
 * Ends, with its reason, what has waited in a parked lane for too long. A lane that is not parked tries its deliveries
 * within hours, so one whose time came that long ago was parked. Returns how many.
 */
export async function expireParked(db: Db, now: Date): Promise<number> {
  const before = new Date(now.getTime() - parkedDaysMax * 86_400_000);
  const reason = `Nobody mended the destination for ${parkedDaysMax} days. Mend it, then redeliver.`;
  const { count } = await db.delivery.updateMany({
    where: {
      state: "waiting",
      nextTryAt: { lt: before },
      // What a long mute held did not wait for anybody to mend something.
      destination: { OR: [{ mutedUntil: null }, { mutedUntil: { lt: before } }] },
    },
    data: { state: "expired", finishedAt: now, reasonCode: "parked_too_long", reason },
  });
  return count;
}
