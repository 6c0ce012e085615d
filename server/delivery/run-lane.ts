import { finishRequest } from "#server/delivery/finish-request.ts";
import { type HeldLane, releaseLane, renewLease } from "#server/delivery/lanes.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { chooseStep, type LaneStep } from "#server/delivery/policy.ts";
import { recoverInterrupted } from "#server/delivery/recover-interrupted.ts";
import { type Target, targetSelect } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { catalogue } from "#server/events/catalogue.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** So many requests per hold, then the lane goes back and others get their turn. */
const requestsPerHold = 20;

/** Sends what is due in a held lane, one request at a time, and gives it back with the time of its next wake. */
export async function runLane(
  runtime: Runtime,
  lane: HeldLane,
  stopping: () => boolean = () => false,
): Promise<void> {
  let wakeAt: Date | null = runtime.clock.now();
  try {
    await recoverInterrupted(runtime, lane);
    for (let sent = 0; sent < requestsPerHold && !stopping(); sent++) {
      const next = await runStep(runtime, lane);
      if (next.go) continue;
      wakeAt = next.wakeAt;
      break;
    }
  } catch (error) {
    // The lane must not be lost to a fault of ours: it is tried again a little later, and the fault is in the log.
    runtime.logger.error({ err: error, destinationId: lane.destinationId }, "lane failed");
    wakeAt = new Date(runtime.clock.now().getTime() + 5_000);
  }
  await releaseLane(runtime.db, lane, wakeAt);
}

type Next = { go: true } | { go: false; wakeAt: Date | null };

async function runStep(runtime: Runtime, lane: HeldLane): Promise<Next> {
  const target = await runtime.db.destination.findUnique({
    where: { id: lane.destinationId },
    select: targetSelect,
  });
  if (!target || isParked(target)) return { go: false, wakeAt: null };
  const now = runtime.clock.now();
  const step = await nextStep(runtime, lane, now);
  if (step.do === "rest") return { go: false, wakeAt: null };
  if (step.do === "wait") return { go: false, wakeAt: step.until };
  const turn = await takeTurn(runtime.db, destinationKinds[target.kind].paces(target), now);
  if (!turn.allowed) return { go: false, wakeAt: turn.at };
  return sendStep(runtime, lane, target, step);
}

/** Parked: somebody must mend it first. The reasons are told by server/destinations/broken-sentence.ts. */
function isParked(target: Target): boolean {
  if (!target.enabled || target.deletedAt || target.brokenCode || target.integration?.brokenCode) return true;
  return destinationKinds[target.kind].blocked(target) !== null;
}

async function nextStep(runtime: Runtime, lane: HeldLane, now: Date): Promise<LaneStep> {
  const where = { destinationId: lane.destinationId, laneClass: lane.laneClass, state: "waiting" as const };
  const select = { id: true, tries: true, nextTryAt: true };
  const [inOrder, aside] = await Promise.all([
    runtime.db.delivery.findMany({
      where: { ...where, steppedAside: false },
      orderBy: { laneOrder: "asc" },
      take: 2,
      select,
    }),
    runtime.db.delivery.findFirst({
      where: { ...where, steppedAside: true },
      orderBy: [{ nextTryAt: "asc" }, { laneOrder: "asc" }],
      select,
    }),
  ]);
  return chooseStep({ head: inOrder[0] ?? null, next: inOrder[1] ?? null, aside }, now);
}

async function sendStep(
  runtime: Runtime,
  lane: HeldLane,
  target: Target,
  step: Extract<LaneStep, { do: "send" }>,
): Promise<Next> {
  const startedAt = runtime.clock.now();
  const delivery = await runtime.db.delivery.findUniqueOrThrow({
    where: { id: step.id },
    include: { event: true },
  });
  const { event } = delivery;
  const type = catalogue.get(event.type);
  if (!type) throw new Error(`The type ${event.type} of event ${event.id} is not in the catalogue.`);
  const attributes = { ...event, projectName: target.project.name };
  const parcel = {
    message: type.message(attributes, event.data),
    subject: event.subject,
    eventId: event.id,
    position: event.position,
    maybeDuplicate: delivery.maybeDuplicate,
    test: false,
  };
  // That the request leaves is committed before it leaves, under the lease, which is renewed in the same breath.
  const attemptId = newId();
  const begun = await runtime.db.$transaction(async (tx) => {
    if (!(await renewLease(tx, lane))) return false;
    const marked = await tx.delivery.updateMany({
      where: { id: delivery.id, state: "waiting" },
      data: { state: "sending" },
    });
    if (marked.count === 0) return true;
    await tx.attempt.create({
      data: {
        id: attemptId,
        projectId: target.projectId,
        destinationId: target.id,
        kind: "send",
        number: delivery.tries + 1,
        startedAt,
        deliveries: { create: { deliveryId: delivery.id } },
      },
      select: { id: true },
    });
    return "sending" as const;
  });
  if (begun === false) return { go: false, wakeAt: null };
  // Cancelled between the choice and the mark.
  if (begun === true) return { go: true };
  const kind = destinationKinds[target.kind];
  const sent = await kind.send(runtime, target, parcel);
  const finished = await finishRequest(runtime, lane, {
    target,
    parcel,
    delivery,
    attemptId,
    sent,
    as: step.as,
  });
  if (!finished) return { go: false, wakeAt: null };
  if (sent.outcome.kind === "delivered") {
    await kind.afterDelivered(runtime, target, parcel).catch((error: unknown) => {
      runtime.logger.warn({ err: error, deliveryId: delivery.id }, "the status line could not be refreshed");
    });
  }
  return { go: true };
}
