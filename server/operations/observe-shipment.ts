import type { Shipment } from "#server/delivery/shipment.ts";
import type { Sent, Target } from "#server/destinations/destination-kind.ts";
import type { Runtime } from "#server/runtime.ts";

/** A digest may carry thousands; the attempt's id leads to the rest. */
const idsShown = 20;

/** Counts a request that carried deliveries, and tells the log what came of it. */
export function observeShipment(
  { metrics, logger }: Pick<Runtime, "metrics" | "logger">,
  done: { target: Target; shipment: Shipment; attemptId: string; sent: Sent; ms: number },
): void {
  const { target, shipment, attemptId, sent, ms } = done;
  const { outcome, httpStatus } = sent;
  const ids = shipment.deliveries.map(({ id }) => id);
  metrics.attempt({
    kind: target.kind,
    purpose: "send",
    outcome: outcome.kind,
    deliveries: ids.length,
    // Only a 429 is no try and names a wait.
    rateLimited: outcome.kind === "retry" && !outcome.isTry && outcome.retryAfterMs !== undefined,
    seconds: ms / 1000,
  });
  const told = {
    attemptId,
    deliveryIds: ids.slice(0, idsShown),
    deliveries: ids.length,
    destinationId: target.id,
    outcome: outcome.kind,
    code: outcome.kind === "delivered" ? undefined : outcome.code,
    httpStatus,
    ms: Math.round(ms),
  };
  if (outcome.kind === "delivered") logger.debug(told, "delivered");
  else logger.info(told, "not delivered");
}
