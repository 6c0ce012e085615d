import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { mendDestinations } from "#server/destinations/mend-destinations.ts";
import { isReached } from "#server/slack/channels/is-reached.ts";

/**
 * What waited for want of a scope that was granted now flows. Called when that scope comes, not whenever it is there: what
 * Slack refuses all the same would be mended and break again for ever. Whoever calls holds the connection's lanes.
 */
export async function mendReached(
  tx: Tx,
  ctx: Context,
  { id, organizationId }: { id: string; organizationId: string },
  scopes: readonly string[],
): Promise<void> {
  const outside = await tx.destination.findMany({
    where: { integrationId: id, brokenCode: "not_in_channel", deletedAt: null },
    select: { id: true, name: true, projectId: true, channelIsPrivate: true, brokenCode: true },
    orderBy: { id: "asc" },
  });
  const reached = outside.filter(({ channelIsPrivate: isPrivate }) =>
    isReached({ isPrivate, isMember: false }, scopes),
  );
  await mendDestinations(tx, ctx, organizationId, reached);
}
