import type { Tx } from "#server/db/client.ts";
import type { Target } from "#server/destinations/destination-kind.ts";

/**
 * Notes that a message arrived, for the health of a destination and of the connection behind it. Whoever calls holds a lane
 * of the destination (docs/adr/0003).
 */
export async function noteSuccess(
  tx: Tx,
  { id, integration }: Pick<Target, "id" | "integration">,
  now: Date,
): Promise<void> {
  await tx.destination.update({ where: { id }, data: { lastDeliveredAt: now }, select: { id: true } });
  if (!integration) return;
  await tx.workflowIntegration.updateMany({ where: { id: integration.id }, data: { lastSuccessAt: now } });
}
