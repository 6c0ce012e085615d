import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { markDestinationsMended } from "#server/destinations/mark-broken.ts";

/** A destination of an organization, and what was wrong with it. */
type Mended = { id: string; name: string; projectId: string; brokenCode: string | null };

/** Mends destinations because of what was found or done elsewhere, and writes each into the audit log. */
export async function mendDestinations(
  tx: Tx,
  ctx: Context,
  organizationId: string,
  destinations: readonly Mended[],
): Promise<void> {
  if (destinations.length === 0) return;
  await markDestinationsMended(
    tx,
    destinations.map((one) => one.id),
    ctx.clock.now(),
  );
  for (const { id, name, projectId, brokenCode } of destinations) {
    await recordAudit(tx, ctx, {
      organizationId,
      projectId,
      action: "destination.mended",
      target: { kind: "destination", id, name },
      before: { reason: brokenCode },
    });
  }
}
