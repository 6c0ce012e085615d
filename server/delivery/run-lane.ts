import { digestPace } from "#server/delivery/fold.ts";
import { type HeldLane, type Rest, giveBack } from "#server/delivery/lanes.ts";
import { nextStep, whatLeaves } from "#server/delivery/next-step.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { recoverInterrupted } from "#server/delivery/recover-interrupted.ts";
import { sendShipment } from "#server/delivery/send-shipment.ts";
import { type Target, targetSelect } from "#server/destinations/destination-kind.ts";
import { holdOf } from "#server/destinations/hold.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import type { Runtime } from "#server/runtime.ts";

/** How often a lane looks whether a standing reason against it is gone. */
const blockedLookMs = 10 * 60_000;

/** So many requests per hold, then the lane goes back and others get their turn. */
const requestsPerHold = 20;

/** Sends what is due in a held lane, one request at a time, and gives it back with the time of its next wake. */
export async function runLane(
  runtime: Runtime,
  lane: HeldLane,
  stopping: () => boolean = () => false,
): Promise<void> {
  let rest: Rest = { wakeAt: runtime.clock.now() };
  try {
    await recoverInterrupted(runtime, lane);
    for (let sent = 0; sent < requestsPerHold && !stopping(); sent++) {
      const next = await runStep(runtime, lane);
      if (next.go) continue;
      rest = next.rest;
      break;
    }
  } catch (error) {
    // The lane must not be lost to a fault of ours: it is tried again a little later, and the fault is in the log.
    runtime.logger.error({ err: error, destinationId: lane.destinationId }, "lane failed");
    rest = { wakeAt: new Date(runtime.clock.now().getTime() + 5_000) };
  }
  await giveBack(runtime.db, lane, rest);
}

type Next = { go: true } | { go: false; rest: Rest };

const until = (wakeAt: Date | null): Next => ({ go: false, rest: { wakeAt } });
/** Where what arrives meanwhile cannot leave earlier either. */
const untilThen = (at: Date): Next => ({ go: false, rest: { wakeAt: at, notBefore: at } });

async function runStep(runtime: Runtime, lane: HeldLane): Promise<Next> {
  const target = await runtime.db.destination.findUnique({
    where: { id: lane.destinationId },
    select: targetSelect,
  });
  if (!target || isParked(target)) return until(null);
  const now = runtime.clock.now();
  const kind = destinationKinds[target.kind];
  // Such as the plan: whoever lifts it wakes the lane (organizations/change-plan.ts), which also looks by itself.
  if (kind.blocked(target)) return untilThen(new Date(now.getTime() + blockedLookMs));
  const step = await nextStep(runtime.db, lane, target, now);
  if (step.do === "rest") return until(null);
  const hold = lane.laneClass === "normal" ? holdOf(target, now) : null;
  if (hold) return untilThen(hold.until);
  if (step.do === "wait") return until(step.until);
  const paces = [...kind.paces(target), ...(step.folds ? [digestPace(target.id)] : [])];
  const turn = await takeTurn(runtime.db, paces, now, lane.laneClass);
  if (!turn.allowed) return untilThen(turn.at);
  const leaving = await whatLeaves(runtime.db, lane, step, target, now);
  const sending = await sendShipment(runtime, lane, target, { ...leaving, as: step.as });
  return sending === "sent" ? { go: true } : until(null);
}

/** Parked: somebody must mend it first. The reasons are told by server/destinations/broken-sentence.ts. */
function isParked(target: Target): boolean {
  return !target.enabled || !!target.deletedAt || !!target.brokenCode || !!target.integration?.brokenCode;
}
