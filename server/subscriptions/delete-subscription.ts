import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { auditShape, findSubscription } from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";

export const deleteSubscriptionInput = z.object({ projectId: z.uuid(), subscriptionId: z.uuid() });

/** Removes a subscription at once; what waited because of it alone is cancelled. Returns how many. */
export async function deleteSubscription(ctx: Context, input: z.output<typeof deleteSubscriptionInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await findSubscription(tx, project.id, input.subscriptionId);
    await tx.subscription.update({
      where: { id: before.id },
      data: { deletedAt: ctx.clock.now() },
      select: { id: true },
    });
    const target = { kind: "subscription", id: before.id, name: before.destination.name };
    const audit = { action: "subscription.deleted", target, before: auditShape(before) };
    const { cancelled } = await recordRevision(tx, ctx, {
      project,
      subscriptionIds: [before.id],
      audits: [audit],
    });
    return { cancelled };
  });
}
