import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { mendDestinations } from "#server/destinations/mend-destinations.ts";
import { reachesFromOutside } from "#server/slack/channels/reaches-from-outside.ts";

/**
 * What waited for want of a scope that was granted now flows. Called when that scope comes and when somebody reconnects, not
 * at every check: what Slack refuses all the same would be mended and break again for ever. Whoever calls holds the
 * connection's lanes.
 */
export async function mendReached(
  tx: Tx,
  ctx: Context,
  { id, organizationId }: { id: string; organizationId: string },
  scopes: readonly string[],
): Promise<void> {
  if (!reachesFromOutside(scopes)) return;
  const reached = await tx.destination.findMany({
    where: { integrationId: id, brokenCode: "not_in_channel", channelIsPrivate: false, deletedAt: null },
    select: { id: true, name: true, projectId: true, brokenCode: true },
    orderBy: { id: "asc" },
  });
  await mendDestinations(tx, ctx, organizationId, reached);
}
