import { fence, type HeldLane } from "#server/delivery/lanes.ts";
import { stepAsideAfterTries } from "#server/delivery/policy.ts";
import type { Runtime } from "#server/runtime.ts";

const sentence =
  "The process ended while this was being sent, so it may have arrived. It is sent again, marked as a possible duplicate.";

/**
 * What a former holder of the lane was sending when it died ended unknown: it counts as a try and is sent again, marked
 * as a possible duplicate. Called at the start of every hold; only a dead holder leaves anything to do.
 */
export async function recoverInterrupted(runtime: Runtime, lane: HeldLane): Promise<void> {
  const now = runtime.clock.now();
  const where = { destinationId: lane.destinationId, laneClass: lane.laneClass, state: "sending" as const };
  const left = await runtime.db.delivery.findMany({ where, select: { id: true, tries: true } });
  if (left.length === 0) return;
  await runtime.db.$transaction(async (tx) => {
    if (!(await fence(tx, lane))) return;
    await tx.attempt.updateMany({
      where: {
        outcome: null,
        finishedAt: null,
        kind: "send",
        deliveries: { some: { deliveryId: { in: left.map((d) => d.id) } } },
      },
      data: { finishedAt: now, outcome: "unknown", code: "interrupted", detail: sentence },
    });
    for (const delivery of left) {
      await tx.delivery.update({
        where: { id: delivery.id },
        data: {
          state: "waiting",
          tries: delivery.tries + 1,
          maybeDuplicate: true,
          nextTryAt: now,
          steppedAside: delivery.tries + 1 >= stepAsideAfterTries,
          reasonCode: "interrupted",
          reason: sentence,
        },
        select: { id: true },
      });
    }
  });
}
