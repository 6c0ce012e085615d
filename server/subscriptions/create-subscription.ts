import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { eventTypesSchema, normalizeEventTypes } from "#server/subscriptions/event-types.ts";
import {
  auditShape,
  findDestination,
  findUnfiltered,
  refuseSecondUnfiltered,
  subscriptionSelect,
} from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";
import { checkEnvironments, filterSchema, isUnfiltered } from "#server/subscriptions/subscription-filter.ts";

export const createSubscriptionInput = filterSchema.extend({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  eventTypes: eventTypesSchema,
});

/** Adds a subscription to a destination: these event types, under this filter. Returns it. */
export async function createSubscription(ctx: Context, input: z.output<typeof createSubscriptionInput>) {
  const { environments, pathGlob } = input;
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const destination = await findDestination(tx, project.id, input.destinationId);
    await checkEnvironments(tx, project.id, environments);
    // An emptied one stays while something it matched still waits; it is taken up again rather than refused.
    const emptied = isUnfiltered(input) ? await findUnfiltered(tx, destination.id) : null;
    const id = emptied && emptied.eventTypes.length === 0 ? emptied.id : newId();
    await refuseSecondUnfiltered(tx, destination, { environments, pathGlob }, id);
    const values = {
      eventTypes: normalizeEventTypes(input.eventTypes),
      environments,
      pathGlob,
      enabled: true,
    };
    await tx.subscription.upsert({
      where: { id },
      update: values,
      create: {
        id,
        projectId: project.id,
        destinationId: destination.id,
        ...values,
        createdAt: ctx.clock.now(),
      },
      select: { id: true },
    });
    const target = { kind: "subscription", id, name: destination.name };
    const audit = { action: "subscription.created", target, after: auditShape(values) };
    await recordRevision(tx, ctx, { project, subscriptionIds: [id], audits: [audit] });
    return tx.subscription.findUniqueOrThrow({ where: { id }, select: subscriptionSelect });
  });
}
