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
import type { Parcel, Sent, Target } from "#server/destinations/destination-kind.ts";
import { markDestinationsBroken, markIntegrationsBroken } from "#server/destinations/mark-broken.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import type { Runtime } from "#server/runtime.ts";

/** One request that has ended, and for which delivery it was. */
export type FinishedRequest = {
  target: Target;
  parcel: Parcel;
  delivery: { id: string; tries: number; maybeDuplicate: boolean; steppedAside: boolean };
  attemptId: string;
  sent: Sent;
  as: "head" | "probe" | "aside";
};

/** Records how a request ended and what follows, fenced by the lease. False: the lane is somebody else's by now. */
export async function finishRequest(
  runtime: Runtime,
  lane: HeldLane,
  done: FinishedRequest,
): Promise<boolean> {
  const now = runtime.clock.now();
  const { outcome } = done.sent;
  const own = decideDelivery(done.delivery, outcome, runtime.random());
  return runtime.db.$transaction(async (tx) => {
    if (own.state === "waiting") await shareSubscriptions(tx, done.target.projectId);
    if (!(await fence(tx, lane))) return false;
    const decision = await probeRule(tx, lane, done, own, now);
    await recordAttempt(tx, done, now);
    await tx.delivery.update({
      where: { id: done.delivery.id },
      data: deliveryChange(decision, outcome, done.sent, now),
      select: { id: true },
    });
    if (outcome.kind === "delivered") await onDelivered(tx, done, now);
    if (outcome.kind === "delivered" || outcome.kind === "rejected") await onAnswered(tx, lane, done, now);
    if (decision.state === "waiting") {
      await cancelUnwanted(tx, { projectId: done.target.projectId, now, deliveryIds: [done.delivery.id] });
    }
    await obeyRetryAfter(tx, destinationKinds[done.target.kind].paces(done.target), outcome, now);
    await onBroken(tx, done, now);
    return true;
  });
}

/** A probe that failed waits for the head's next try. */
async function probeRule(
  tx: Tx,
  lane: HeldLane,
  done: FinishedRequest,
  decision: DeliveryDecision,
  now: Date,
) {
  if (done.as !== "probe" || decision.state !== "waiting") return decision;
  const head = await tx.delivery.findFirst({
    where: { ...lanePart(lane), state: "waiting", steppedAside: false },
    orderBy: { laneOrder: "asc" },
    select: { nextTryAt: true },
  });
  return head ? { ...decision, waitMs: probeWaitMs(decision.waitMs, head.nextTryAt, now) } : decision;
}

const lanePart = (lane: HeldLane) => ({ destinationId: lane.destinationId, laneClass: lane.laneClass });

async function recordAttempt(tx: Tx, done: FinishedRequest, now: Date): Promise<void> {
  const { outcome, request, response, httpStatus } = done.sent;
  await tx.attempt.update({
    where: { id: done.attemptId },
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
    select: { id: true },
  });
}

function deliveryChange(
  decision: DeliveryDecision,
  outcome: Outcome,
  sent: Sent,
  now: Date,
): Prisma.DeliveryUpdateInput {
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
    };
  }
  return { state: decision.state, finishedAt: now, ...why, tries: decision.tries };
}

async function onDelivered(tx: Tx, done: FinishedRequest, now: Date): Promise<void> {
  await tx.destination.update({
    where: { id: done.target.id },
    data: { lastDeliveredAt: now },
    select: { id: true },
  });
  if (done.target.integration) {
    await tx.workflowIntegration.updateMany({
      where: { id: done.target.integration.id },
      data: { lastSuccessAt: now },
    });
  }
  if (done.sent.receipt) {
    await destinationKinds[done.target.kind].onDelivered(tx, done.target, done.parcel, done.sent.receipt);
  }
}

/** The other side answers: the head that a probe overtook steps aside, and those aside are pulled forward. */
async function onAnswered(tx: Tx, lane: HeldLane, done: FinishedRequest, now: Date): Promise<void> {
  if (done.as === "probe") {
    const head = await tx.delivery.findFirst({
      where: { ...lanePart(lane), state: "waiting", steppedAside: false },
      orderBy: { laneOrder: "asc" },
      select: { id: true },
    });
    if (head)
      await tx.delivery.update({
        where: { id: head.id },
        data: { steppedAside: true },
        select: { id: true },
      });
  }
  const aside = await tx.delivery.findMany({
    where: { ...lanePart(lane), state: "waiting", steppedAside: true, nextTryAt: { gt: now } },
    select: { id: true, tries: true, nextTryAt: true },
    take: 100,
  });
  for (const delivery of aside) {
    await tx.delivery.update({
      where: { id: delivery.id },
      data: { nextTryAt: pulledForward(delivery, now) },
      select: { id: true },
    });
  }
}

// Marks only what the request was really for: a reconnect or another channel meanwhile is not broken by an old failure.
async function onBroken(tx: Tx, done: FinishedRequest, now: Date): Promise<void> {
  const { target } = done;
  const { outcome } = done.sent;
  if (outcome.kind === "destination-broken") {
    const { id, channelId } = target;
    const same = await tx.destination.count({ where: { id, channelId } });
    if (same > 0)
      await markDestinationsBroken(tx, [id], { code: outcome.code, detail: outcome.sentence, at: now });
  }
  if (outcome.kind === "connection-broken" && target.integration) {
    const { id, teamId, appId, tokenEnc } = target.integration;
    const same = await tx.workflowIntegration.count({ where: { id, tokenEnc } });
    if (same === 0) return;
    // Removed at Slack's side: every connection of the instance through this app to this workspace is dead.
    const others = removedAtSlack.has(outcome.code)
      ? await tx.workflowIntegration.findMany({
          where: { teamId, appId },
          orderBy: { id: "asc" },
          select: { id: true },
        })
      : [];
    const ids = [...new Set([id, ...others.map((one) => one.id)])].sort();
    await markIntegrationsBroken(tx, ids, { code: outcome.code, detail: outcome.sentence, at: now });
  }
}

const removedAtSlack: ReadonlySet<string> = new Set(["account_inactive", "token_revoked"]);
