import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { pathGlobSchema } from "#server/projects/secret-path.ts";
import { eventTypesSchema, normalizeEventTypes } from "#server/subscriptions/event-types.ts";
import {
  auditShape,
  findSubscription,
  refuseSecondUnfiltered,
  subscriptionSelect,
} from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";
import { checkEnvironments, environmentsSchema } from "#server/subscriptions/subscription-filter.ts";

/** What is left out stays as it is. */
export const updateSubscriptionInput = z.object({
  projectId: z.uuid(),
  subscriptionId: z.uuid(),
  eventTypes: eventTypesSchema.optional(),
  environments: environmentsSchema.optional(),
  pathGlob: pathGlobSchema.nullable().optional(),
  enabled: z.boolean().optional(),
});

/** Edits a subscription; what waits is judged anew only when it is switched off. Counts from the next event that is sequenced. */
export async function updateSubscription(ctx: Context, input: z.output<typeof updateSubscriptionInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await findSubscription(tx, project.id, input.subscriptionId);
    const values = {
      eventTypes: normalizeEventTypes(input.eventTypes ?? before.eventTypes),
      environments: input.environments ?? before.environments,
      pathGlob: input.pathGlob === undefined ? before.pathGlob : input.pathGlob,
      enabled: input.enabled ?? before.enabled,
    };
    await checkEnvironments(tx, project.id, input.environments ?? []);
    await refuseSecondUnfiltered(tx, before.destination, values, before.id);
    await tx.subscription.update({ where: { id: before.id }, data: values, select: { id: true } });
    const target = { kind: "subscription", id: before.id, name: before.destination.name };
    const audit = {
      action: "subscription.updated",
      target,
      before: auditShape(before),
      after: auditShape(values),
    };
    const { cancelled } = await recordRevision(tx, ctx, {
      project,
      subscriptionIds: [before.id],
      audits: [audit],
    });
    const after = await tx.subscription.findUniqueOrThrow({
      where: { id: before.id },
      select: subscriptionSelect,
    });
    return { ...after, cancelled };
  });
}
