import type { Event } from "#server/db/generated/client.ts";
import { finishRequest } from "#server/delivery/finish-request.ts";
import { type HeldLane, leaseSeconds, releaseLane, renewLease } from "#server/delivery/lanes.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { chooseStep, type LaneStep } from "#server/delivery/policy.ts";
import { recoverInterrupted } from "#server/delivery/recover-interrupted.ts";
import { type Sent, type Target, targetSelect } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { catalogue } from "#server/events/catalogue.ts";
import type { Message } from "#server/events/event-type.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** How often a lane looks whether a standing reason against it is gone. */
const blockedLookMs = 10 * 60_000;

/** What must be left of a lease when a request leaves: longer than any request may take. */
const leaseLeftMs = 20_000;

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
  // Such as the plan: nobody wakes the lane when it is lifted, so it looks again by itself.
  if (destinationKinds[target.kind].blocked(target))
    return { go: false, wakeAt: new Date(now.getTime() + blockedLookMs) };
  const step = await nextStep(runtime, lane, now);
  if (step.do === "rest") return { go: false, wakeAt: null };
  if (step.do === "wait") return { go: false, wakeAt: step.until };
  const turn = await takeTurn(runtime.db, destinationKinds[target.kind].paces(target), now);
  if (!turn.allowed) return { go: false, wakeAt: turn.at };
  return sendStep(runtime, lane, target, step);
}

const notSent: Sent = {
  outcome: {
    kind: "retry",
    code: "not_sent",
    sentence: "This process was held up before the request left, so nothing was sent. It is tried again.",
    remedy: "none",
    isTry: false,
  },
  request: {},
  response: null,
  httpStatus: null,
  receipt: null,
};

/** The message of an event; null where its type is gone or its data does not fit the type any more. */
function render(event: Event, projectName: string): Message | null {
  try {
    return catalogue.get(event.type)?.message({ ...event, projectName }, event.data) ?? null;
  } catch {
    return null;
  }
}

/** A message that cannot be made stands in nobody's way. */
async function rejectUnreadable(runtime: Runtime, id: string, type: string): Promise<Next> {
  const reason = `No message can be made of this event: its data does not fit the type ${type} as this version knows it.`;
  await runtime.db.delivery.updateMany({
    where: { id, state: "waiting" },
    data: { state: "rejected", finishedAt: runtime.clock.now(), reasonCode: "unreadable", reason },
  });
  return { go: true };
}

/** Parked: somebody must mend it first. The reasons are told by server/destinations/broken-sentence.ts. */
function isParked(target: Target): boolean {
  return !target.enabled || !!target.deletedAt || !!target.brokenCode || !!target.integration?.brokenCode;
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
  const message = render(event, target.project.name);
  if (message === null) return rejectUnreadable(runtime, delivery.id, event.type);
  const parcel = {
    message,
    subject: event.subject,
    eventId: event.id,
    position: event.position,
    maybeDuplicate: delivery.maybeDuplicate,
    plainText: delivery.plainText,
    test: false,
  };
  // That the request leaves is committed before it leaves, under the lease, which is renewed in the same breath.
  const attemptId = newId();
  const renewedAt = performance.now();
  const begun = await runtime.db.$transaction(async (tx) => {
    if (!(await renewLease(tx, lane))) return "lost" as const;
    const marked = await tx.delivery.updateMany({
      where: { id: delivery.id, state: "waiting" },
      data: { state: "sending" },
    });
    if (marked.count === 0) return "gone" as const;
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
  if (begun === "lost") return { go: false, wakeAt: null };
  // Cancelled between the choice and the mark.
  if (begun === "gone") return { go: true };
  const kind = destinationKinds[target.kind];
  const inTime = performance.now() - renewedAt < leaseSeconds * 1_000 - leaseLeftMs;
  const sent = inTime ? await kind.send(runtime, target, parcel) : notSent;
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
