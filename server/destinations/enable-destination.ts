import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockLanes, makeBacklogDue } from "#server/delivery/lanes.ts";
import { findDestination } from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";
import { liveSubscriptionIds } from "#server/destinations/delete-destination.ts";

export const setDestinationEnabledInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  enabled: z.boolean(),
});

/** Switches a destination off, at once, what waits for it is cancelled; or on again, from the next event. */
export async function setDestinationEnabled(
  ctx: Context,
  input: z.output<typeof setDestinationEnabledInput>,
) {
  const done = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await findDestination(tx, project.id, input.destinationId);
    if (before.enabled === input.enabled) return { enabled: before.enabled, cancelled: 0 };
    await lockLanes(tx, [before.id]);
    await tx.destination.update({
      where: { id: before.id },
      data: { enabled: input.enabled },
      select: { id: true },
    });
    const { cancelled } = await recordRevision(tx, ctx, {
      project,
      subscriptionIds: await liveSubscriptionIds(tx, project.id, before.id),
      audits: [
        {
          action: input.enabled ? "destination.enabled" : "destination.disabled",
          target: { kind: "destination", id: before.id, name: before.name },
        },
      ],
    });
    if (input.enabled) await makeBacklogDue(tx, [before.id], ctx.clock.now());
    return { enabled: input.enabled, cancelled };
  });
  ctx.kick.worker();
  return done;
}
