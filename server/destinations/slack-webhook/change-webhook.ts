import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { markDestinationsMended } from "#server/destinations/mark-broken.ts";
import {
  requireFreeName,
  webhookColumns,
  webhookNameSchema,
  webhookUrlSchema,
} from "#server/destinations/slack-webhook/webhook-fields.ts";
import { notFound } from "#server/errors.ts";
import { lockSubscriptions } from "#server/subscriptions/record-revision.ts";

export const changeWebhookInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  name: webhookNameSchema.optional(),
  webhookUrl: webhookUrlSchema.optional(),
});

/** Renames a webhook's destination, or puts another address in place of its own: what waited goes there, in order. */
export async function changeWebhook(ctx: Context, input: z.output<typeof changeWebhookInput>) {
  const changed = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    // Two saves at once must not take the same name or address.
    await lockSubscriptions(tx, project.id);
    const before = await tx.destination.findFirst({
      where: { id: input.destinationId, projectId: project.id, kind: "slack_webhook", deletedAt: null },
      select: { id: true, name: true, webhookLastFour: true },
    });
    if (!before) throw notFound("destination");
    const place = { organizationId: project.organizationId, projectId: project.id, destinationId: before.id };
    const name = input.name ?? before.name;
    if (name !== before.name) await requireFreeName(tx, place, name);
    const columns =
      input.webhookUrl === undefined ? null : await webhookColumns(tx, ctx, place, input.webhookUrl);
    await lockLanes(tx, [before.id]);
    await tx.destination.update({
      where: { id: before.id },
      data: { name, ...columns },
      select: { id: true },
    });
    if (columns) await markDestinationsMended(tx, [before.id], ctx.clock.now());
    const about = {
      organizationId: project.organizationId,
      projectId: project.id,
      target: { kind: "destination", id: before.id, name },
    };
    if (name !== before.name) {
      const audit = { action: "destination.renamed", before: { name: before.name }, after: { name } };
      await recordAudit(tx, ctx, { ...about, ...audit });
    }
    if (columns) {
      await recordAudit(tx, ctx, {
        ...about,
        action: "destination.webhook-replaced",
        before: { lastFour: before.webhookLastFour },
        after: { lastFour: columns.webhookLastFour },
      });
    }
    return { id: before.id, name };
  });
  ctx.kick.worker();
  return changed;
}
