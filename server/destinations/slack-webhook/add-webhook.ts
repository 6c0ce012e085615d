import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import {
  requireFreeName,
  webhookColumns,
  webhookNameSchema,
  webhookUrlSchema,
} from "#server/destinations/slack-webhook/webhook-fields.ts";
import { newId } from "#server/ids.ts";
import { eventTypesSchema, normalizeEventTypes } from "#server/subscriptions/event-types.ts";
import { auditShape } from "#server/subscriptions/find-subscription.ts";
import { lockSubscriptions, recordRevision } from "#server/subscriptions/record-revision.ts";
import { checkEnvironments, filterSchema } from "#server/subscriptions/subscription-filter.ts";

export const addSlackWebhookInput = z.object({
  projectId: z.uuid(),
  name: webhookNameSchema,
  webhookUrl: webhookUrlSchema,
  eventTypes: eventTypesSchema,
  filter: filterSchema.default({ environments: [], pathGlob: null }),
});

/** Add → Slack webhook: a destination behind an incoming webhook's address, which is kept encrypted, and its events. */
export async function addSlackWebhook(ctx: Context, input: z.output<typeof addSlackWebhookInput>) {
  const { name, filter } = input;
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    await checkEnvironments(tx, project.id, filter.environments, "filter.environments");
    const id = newId();
    const place = { organizationId: project.organizationId, projectId: project.id, destinationId: id };
    await requireFreeName(tx, place, name);
    const columns = await webhookColumns(tx, ctx, place, input.webhookUrl);
    const createdAt = ctx.clock.now();
    await tx.destination.create({
      data: { id, projectId: project.id, kind: "slack_webhook", name, ...columns, createdAt },
      select: { id: true },
    });
    const subscriptionId = newId();
    const values = { eventTypes: normalizeEventTypes(input.eventTypes), ...filter, enabled: true };
    await tx.subscription.create({
      data: { id: subscriptionId, projectId: project.id, destinationId: id, ...values, createdAt },
      select: { id: true },
    });
    await recordRevision(tx, ctx, {
      project,
      subscriptionIds: [subscriptionId],
      audits: [
        {
          action: "destination.created",
          target: { kind: "destination", id, name },
          after: { kind: "slack_webhook", lastFour: columns.webhookLastFour },
        },
        {
          action: "subscription.created",
          target: { kind: "subscription", id: subscriptionId, name },
          after: auditShape(values),
        },
      ],
    });
    return { id, name };
  });
}
