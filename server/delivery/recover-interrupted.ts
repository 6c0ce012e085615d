import { cancelUnwanted, shareSubscriptions } from "#server/delivery/cancel-deliveries.ts";
import { fence, type HeldLane } from "#server/delivery/lanes.ts";
import { decideDelivery } from "#server/delivery/policy.ts";
import type { Runtime } from "#server/runtime.ts";

const interrupted = {
  kind: "unknown" as const,
  code: "interrupted",
  sentence:
    "The process ended while this was being sent, or could not record the answer, so it may have arrived. It is sent again, marked as a possible duplicate.",
  remedy: "none" as const,
};

/**
 * What a former holder of the lane was sending when it died ended unknown: it counts as a try under the same policy as
 * any other. Called at the start of every hold; only a dead holder leaves anything to do.
 */
export async function recoverInterrupted(runtime: Runtime, lane: HeldLane): Promise<void> {
  const now = runtime.clock.now();
  const left = await runtime.db.delivery.groupBy({
    by: ["projectId", "tries", "maybeDuplicate", "steppedAside"],
    where: sendingIn(lane),
  });
  const projectId = left[0]?.projectId;
  if (!projectId) return;
  const random = runtime.random();
  await runtime.db.$transaction(async (tx) => {
    await shareSubscriptions(tx, projectId);
    if (!(await fence(tx, lane))) return;
    const rows = await tx.delivery.findMany({ where: sendingIn(lane), select: { id: true } });
    const deliveryIds = rows.map((row) => row.id);
    await tx.attempt.updateMany({
      where: { outcome: null, kind: "send", deliveries: { some: { deliveryId: { in: deliveryIds } } } },
      data: { finishedAt: now, outcome: "unknown", code: interrupted.code, detail: interrupted.sentence },
    });
    // The deliveries of a digest stand alike, and stay together.
    for (const { tries, maybeDuplicate, steppedAside } of left) {
      const decision = decideDelivery({ tries, maybeDuplicate, steppedAside }, interrupted, random);
      if (decision.state === "delivered") continue;
      const why = { tries: decision.tries, reasonCode: interrupted.code, reason: interrupted.sentence };
      await tx.delivery.updateMany({
        where: { ...sendingIn(lane), tries, maybeDuplicate, steppedAside },
        data:
          decision.state === "waiting"
            ? {
                ...why,
                state: "waiting",
                maybeDuplicate: decision.maybeDuplicate,
                steppedAside: decision.stepAside,
                nextTryAt: new Date(now.getTime() + decision.waitMs),
              }
            : { ...why, state: decision.state, finishedAt: now },
      });
    }
    await cancelUnwanted(tx, { projectId, now, deliveryIds });
  });
}

const sendingIn = (lane: HeldLane) => ({
  destinationId: lane.destinationId,
  laneClass: lane.laneClass,
  state: "sending" as const,
});
