import type { Tx } from "#server/db/client.ts";
import { finishRequest } from "#server/delivery/finish-request.ts";
import { type HeldLane, leaseSeconds, renewLease } from "#server/delivery/lanes.ts";
import type { Leaving } from "#server/delivery/next-step.ts";
import { repeatWhileLeased } from "#server/delivery/repeat-while-leased.ts";
import {
  type Loaded,
  loadDeliveries,
  rejectUnreadable,
  type Shipment,
  shipmentOf,
} from "#server/delivery/shipment.ts";
import type { MayLeave, Sent, Target } from "#server/destinations/destination-kind.ts";
import { failedBefore, notSent } from "#server/destinations/not-sent.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { newId } from "#server/ids.ts";
import { observeShipment } from "#server/operations/observe-shipment.ts";
import type { Runtime } from "#server/runtime.ts";

/** What must be left of a lease when a request leaves: longer than any request may take. */
const leaseLeftMs = 20_000;

/** `sent`: the lane goes on. `lost`: it is somebody else's by now. */
export type Sending = "sent" | "lost";

/** Sends what leaves in one request and records how it ended. That it leaves is committed before it does. */
export async function sendShipment(
  runtime: Runtime,
  lane: HeldLane,
  target: Target,
  leaving: Leaving & { as: "head" | "probe" | "aside" },
): Promise<Sending> {
  const startedAt = runtime.clock.now();
  const { readable, unreadable } = await loadDeliveries(runtime, target, leaving.ids);
  if (unreadable.length > 0) await rejectUnreadable(runtime, unreadable);
  if (readable.length === 0) return "sent";
  // The request leaves under the lease, which is renewed in the same breath.
  const attemptId = newId();
  const renewedAt = performance.now();
  const begun = await begin(runtime, lane, target, { attemptId, startedAt, deliveries: readable });
  if (begun === "lost") return "lost";
  const marked = readable.filter(({ delivery }) => begun.has(delivery.id));
  // Cancelled between the choice and the mark.
  if (marked.length === 0) return "sent";
  const shipment = shipmentOf(marked, { attemptId, why: leaving.why });
  const leftMs = () => leaseSeconds * 1_000 - (performance.now() - renewedAt);
  const sendsAt = performance.now();
  const sent = await send(runtime, target, shipment, () => leftMs() > leaseLeftMs);
  if (sent !== notSent)
    observeShipment(runtime, { target, shipment, attemptId, sent, ms: performance.now() - sendsAt });
  const done = { target, shipment, attemptId, startedAt, sent, as: leaving.as };
  // What was sent and not recorded is sent twice, so a record that fails is worth all that is left of the lease.
  const recorded = await repeatWhileLeased(() => finishRequest(runtime, lane, done), {
    leftMs,
    failed: (error) =>
      runtime.logger.warn(
        { err: error, attemptId },
        "how a request ended could not be recorded and is tried again",
      ),
  });
  if (!recorded) return "lost";
  if (sent.outcome.kind === "delivered" && shipment.parcel) {
    await destinationKinds[target.kind]
      .afterDelivered(runtime, target, shipment.parcel)
      .catch((error: unknown) => {
        runtime.logger.warn({ err: error, attemptId }, "what follows a delivery failed and is tried again");
      });
  }
  return "sent";
}

/** Lets the kind send, unless that comes too late. What fails before the request leaves has sent nothing, and says so. */
async function send(
  runtime: Runtime,
  target: Target,
  shipment: Shipment,
  inTime: () => boolean,
): Promise<Sent> {
  let left = false;
  const mayLeave = () => {
    left = inTime();
    return left;
  };
  try {
    return await sendThrough(runtime, target, shipment, mayLeave);
  } catch (error) {
    if (left) throw error;
    runtime.logger.error({ err: error, destinationId: target.id }, "a request failed before it left");
    return failedBefore;
  }
}

function sendThrough(
  runtime: Runtime,
  target: Target,
  shipment: Shipment,
  mayLeave: MayLeave,
): Promise<Sent> {
  const kind = destinationKinds[target.kind];
  if (shipment.parcel) return kind.send(runtime, target, shipment.parcel, mayLeave);
  if (!kind.folding)
    throw new Error(`A digest was made for a destination of kind ${target.kind}, which takes none.`);
  return kind.folding.send(runtime, target, shipment.digest, mayLeave);
}

type Begin = { attemptId: string; startedAt: Date; deliveries: Loaded[] };

/** Commits that the request leaves; answers for which deliveries, or that the lane was lost. */
async function begin(
  runtime: Runtime,
  lane: HeldLane,
  target: Target,
  begin: Begin,
): Promise<Set<string> | "lost"> {
  const { attemptId, startedAt, deliveries } = begin;
  return runtime.db.$transaction(async (tx) => {
    if (!(await renewLease(tx, lane))) return "lost" as const;
    await tx.attempt.create({
      data: {
        id: attemptId,
        projectId: target.projectId,
        destinationId: target.id,
        kind: "send",
        number: (deliveries[0]?.delivery.attemptCount ?? 0) + 1,
        startedAt,
      },
      select: { id: true },
    });
    const marked = await markSending(tx, attemptId, deliveries);
    if (marked.size === 0) await tx.attempt.delete({ where: { id: attemptId }, select: { id: true } });
    return marked;
  });
}

/** Marks what still waits as being sent and ties it to the attempt: two statements, however many there are. */
async function markSending(tx: Tx, attemptId: string, deliveries: Loaded[]): Promise<Set<string>> {
  const ids = deliveries.map(({ delivery }) => delivery.id);
  const digestId = deliveries.length > 1 ? attemptId : null;
  const rows = await tx.$queryRaw<{ deliveryId: string }[]>`
    with marked as (
      update "Delivery" set "state" = 'sending', "attemptCount" = "attemptCount" + 1,
        "digestId" = coalesce("digestId", ${digestId}::uuid)
      where "id" = any(${ids}::uuid[]) and "state" = 'waiting' returning "id", "attemptCount"
    )
    insert into "AttemptDelivery" ("attemptId", "deliveryId", "number")
    select ${attemptId}::uuid, "id", "attemptCount" from marked returning "deliveryId"`;
  return new Set(rows.map((row) => row.deliveryId));
}
