import { Prisma } from "#server/db/generated/client.ts";
import type { Tx } from "#server/db/client.ts";
import { cancelUnwanted, shareSubscriptions } from "#server/delivery/cancel-deliveries.ts";
import { fence, type HeldLane } from "#server/delivery/lanes.ts";
import type { Outcome } from "#server/delivery/outcome.ts";
import { obeyRetryAfter } from "#server/delivery/pacing.ts";
import {
  decideDelivery,
  type DeliveryDecision,
  probeWaitMs,
  pulledForward,
} from "#server/delivery/policy.ts";
import type { Shipment } from "#server/delivery/shipment.ts";
import type { Sent, Target } from "#server/destinations/destination-kind.ts";
import { markDestinationsBroken } from "#server/destinations/mark-broken.ts";
import { noteSuccess } from "#server/destinations/note-success.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { markConnectionFailed } from "#server/integrations/connection-failed.ts";
import type { Runtime } from "#server/runtime.ts";

/** One request that has ended, and what it carried. */
export type FinishedRequest = {
  target: Target;
  shipment: Shipment;
  attemptId: string;
  startedAt: Date;
  sent: Sent;
  as: "head" | "probe" | "aside";
};

/** For a connection, of which lanes and pages together want more than the pool has; the message has left already. */
const maxWait = 10_000;

/**
 * Records how a request ended and what follows, fenced by the lease. False: the lane is somebody else's by now. Safe to
 * repeat where nobody knows whether it was committed.
 */
export async function finishRequest(
  runtime: Runtime,
  lane: HeldLane,
  done: FinishedRequest,
): Promise<boolean> {
  const now = runtime.clock.now();
  const { target, shipment } = done;
  const { outcome } = done.sent;
  const decided = decideAll(shipment, outcome, runtime.random());
  const left = decided.filter(({ decision }) => decision.state === "waiting").flatMap(({ ids }) => ids);
  return runtime.db.$transaction(
    async (tx) => {
      if (left.length > 0) await shareSubscriptions(tx, target.projectId);
      if (!(await fence(tx, lane))) return false;
      const headNextTryAt = done.as === "probe" ? await nextTryOfHead(tx, lane) : null;
      if (!(await recordAttempt(tx, done, now))) return true;
      for (const { ids, decision } of decided) {
        await tx.delivery.updateMany({
          where: { id: { in: ids } },
          data: deliveryChange(probeRule(decision, headNextTryAt, now), done.sent, now),
        });
      }
      if (outcome.kind === "delivered") await onDelivered(tx, done, now);
      if (outcome.kind === "delivered" || outcome.kind === "rejected") await onAnswered(tx, lane, done, now);
      if (left.length > 0) await cancelUnwanted(tx, { projectId: target.projectId, now, deliveryIds: left });
      await obeyRetryAfter(tx, destinationKinds[target.kind].paces(target), outcome, now, done.startedAt);
      await onBroken(tx, done, now);
      return true;
    },
    { maxWait },
  );
}

/** What becomes of each delivery; those of a digest that stand alike are written as one. */
function decideAll(shipment: Shipment, outcome: Outcome, random: number) {
  const alike = new Map<string, { ids: string[]; decision: DeliveryDecision }>();
  for (const delivery of shipment.deliveries) {
    const decision = decideDelivery(delivery, outcome, random, shipment.digest !== null);
    const key = JSON.stringify(decision);
    const group = alike.get(key);
    if (group) group.ids.push(delivery.id);
    else alike.set(key, { ids: [delivery.id], decision });
  }
  return [...alike.values()];
}

const lanePart = (lane: HeldLane) => ({ destinationId: lane.destinationId, laneClass: lane.laneClass });

async function findHead(tx: Tx, lane: HeldLane) {
  return tx.delivery.findFirst({
    where: { ...lanePart(lane), state: "waiting", steppedAside: false },
    orderBy: { laneOrder: "asc" },
    select: { id: true, digestId: true, nextTryAt: true },
  });
}

async function nextTryOfHead(tx: Tx, lane: HeldLane): Promise<Date | null> {
  return (await findHead(tx, lane))?.nextTryAt ?? null;
}

/** A probe that failed waits for the head's next try. */
function probeRule(decision: DeliveryDecision, headNextTryAt: Date | null, now: Date): DeliveryDecision {
  if (headNextTryAt === null || decision.state !== "waiting") return decision;
  return { ...decision, waitMs: probeWaitMs(decision.waitMs, headNextTryAt, now) };
}

/** False: it is recorded already, and whoever has written to the deliveries since is right. */
async function recordAttempt(tx: Tx, done: FinishedRequest, now: Date): Promise<boolean> {
  const { outcome, request, response, httpStatus } = done.sent;
  const { count } = await tx.attempt.updateMany({
    where: { id: done.attemptId, outcome: null },
    data: {
      finishedAt: now,
      outcome: outcome.kind,
      code: outcome.kind === "delivered" ? null : outcome.code,
      detail: outcome.kind === "delivered" ? null : outcome.sentence.slice(0, 1_000),
      retryAfterMs: outcome.kind === "retry" ? (outcome.retryAfterMs ?? null) : null,
      httpStatus,
      request,
      response: response ?? Prisma.DbNull,
    },
  });
  return count === 1;
}

function deliveryChange(
  decision: DeliveryDecision,
  sent: Sent,
  now: Date,
): Prisma.DeliveryUncheckedUpdateManyInput {
  const { outcome } = sent;
  const why =
    outcome.kind === "delivered"
      ? { reasonCode: null, reason: null }
      : { reasonCode: outcome.code, reason: outcome.sentence.slice(0, 1_000) };
  if (decision.state === "delivered") {
    return {
      state: "delivered",
      deliveredAt: now,
      finishedAt: now,
      ...why,
      receipt: sent.receipt ?? Prisma.DbNull,
    };
  }
  if (decision.state === "waiting") {
    return {
      state: "waiting",
      ...why,
      tries: decision.tries,
      nextTryAt: new Date(now.getTime() + decision.waitMs),
      maybeDuplicate: decision.maybeDuplicate,
      steppedAside: decision.stepAside,
      ...(decision.unfold ? { digestId: null } : {}),
      ...(outcome.kind === "retry" && outcome.asPlainText ? { plainText: true } : {}),
    };
  }
  return { state: decision.state, finishedAt: now, ...why, tries: decision.tries };
}

async function onDelivered(tx: Tx, done: FinishedRequest, now: Date): Promise<void> {
  const { target, shipment } = done;
  await noteSuccess(tx, target, now);
  const kind = destinationKinds[target.kind];
  if (shipment.digest) await kind.folding?.onDelivered(tx, target, shipment.digest);
  else if (done.sent.receipt) await kind.onDelivered(tx, target, shipment.parcel, done.sent.receipt);
}

/** The other side answers: the head that a probe overtook steps aside, and those aside are pulled forward. */
async function onAnswered(tx: Tx, lane: HeldLane, done: FinishedRequest, now: Date): Promise<void> {
  if (done.as === "probe") {
    const head = await findHead(tx, lane);
    if (head) {
      await tx.delivery.updateMany({
        where: head.digestId
          ? { ...lanePart(lane), digestId: head.digestId, state: "waiting" }
          : { id: head.id },
        data: { steppedAside: true },
      });
    }
  }
  // Those of one digest stand alike and are pulled together.
  const aside = await tx.delivery.groupBy({
    by: ["tries", "nextTryAt"],
    where: { ...lanePart(lane), state: "waiting", steppedAside: true, nextTryAt: { gt: now } },
    orderBy: { nextTryAt: "asc" },
    take: 100,
  });
  for (const waiting of aside) {
    await tx.delivery.updateMany({
      where: { ...lanePart(lane), state: "waiting", steppedAside: true, ...waiting },
      data: { nextTryAt: pulledForward(waiting, now) },
    });
  }
}

// Marks only what the request was really for: a reconnect or another channel meanwhile is not broken by an old failure.
async function onBroken(tx: Tx, done: FinishedRequest, now: Date): Promise<void> {
  const { target } = done;
  const { outcome } = done.sent;
  if (outcome.kind === "destination-broken") {
    const { id, channelId, webhookHash } = target;
    const same = await tx.destination.count({ where: { id, channelId, webhookHash } });
    if (same > 0)
      await markDestinationsBroken(tx, [id], { code: outcome.code, detail: outcome.sentence, at: now });
  }
  if (outcome.kind === "connection-broken" && target.integration) {
    await markConnectionFailed(tx, target.integration, outcome, now);
  }
}
