import { settleDestinationNotices } from "#server/attention/tell-broken.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { findDestination } from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";

export const deleteDestinationInput = z.object({ projectId: z.uuid(), destinationId: z.uuid() });

/** Deletes a destination and its subscriptions; what waits for it is cancelled for good. Returns how many. */
export async function deleteDestination(ctx: Context, input: z.output<typeof deleteDestinationInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await findDestination(tx, project.id, input.destinationId);
    const subscriptionIds = await liveSubscriptionIds(tx, project.id, before.id);
    const deletedAt = ctx.clock.now();
    await lockLanes(tx, [before.id]);
    // Nobody can use a webhook's address any more, so nothing should keep it.
    const forgotten = { webhookUrlEnc: null, webhookHash: null };
    await tx.destination.update({
      where: { id: before.id },
      data: { deletedAt, ...forgotten },
      select: { id: true },
    });
    const fallback = await tx.project.updateMany({
      where: { id: project.id, fallbackDestinationId: before.id },
      data: { fallbackDestinationId: null },
    });
    await settleDestinationNotices(tx, [before.id], deletedAt);
    await tx.subscription.updateMany({ where: { id: { in: subscriptionIds } }, data: { deletedAt } });
    const target = { kind: "destination", id: before.id, name: before.name };
    const { cancelled } = await recordRevision(tx, ctx, {
      project,
      subscriptionIds,
      audits: [
        {
          action: "destination.deleted",
          target,
          before: { enabled: before.enabled, fallback: fallback.count > 0 },
        },
      ],
    });
    return { cancelled };
  });
}

/** The subscriptions of a destination, whose revisions tell of its changes. */
export async function liveSubscriptionIds(
  tx: Tx,
  projectId: string,
  destinationId: string,
): Promise<string[]> {
  const rows = await tx.subscription.findMany({
    where: { projectId, destinationId, deletedAt: null },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => row.id);
}
