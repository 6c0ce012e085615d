import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { findChannels, findIntegration } from "#server/destinations/create-slack-destination.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { markDestinationsMended } from "#server/destinations/mark-broken.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";
import { lockSubscriptions } from "#server/subscriptions/record-revision.ts";

export const changeChannelInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  /** May be another integration than before, such as when the old one was removed. */
  integrationId: z.uuid(),
  channelId: z.string().min(1).max(100),
});

/** Points a destination at another channel. What waited for the old one goes to the new one, in order. */
export async function changeChannel(ctx: Context, input: z.output<typeof changeChannelInput>) {
  const changed = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await tx.destination.findFirst({
      where: { id: input.destinationId, projectId: project.id, kind: "slack_app", deletedAt: null },
      select: { id: true, name: true, channelId: true, integration: { select: { alias: true } } },
    });
    if (!before) throw notFound("destination");
    const integration = await findIntegration(tx, project.organizationId, input.integrationId);
    const channels = await findChannels(tx, integration, [input.channelId], "channelId");
    const channel = channels.get(input.channelId);
    if (!channel) throw invalid("channelId", "Choose a channel of the list.");
    const place = { integrationId: integration.id, channelId: channel.channelId };
    const taken = await tx.destination.findFirst({
      where: { ...place, projectId: project.id, deletedAt: null, id: { not: before.id } },
      select: { id: true },
    });
    if (taken) {
      throw conflict(
        `#${channel.name} is already a destination of this project. Choose another channel, or delete one of the two.`,
        "channelId",
      );
    }
    const name = `#${channel.name}`;
    await lockLanes(tx, [before.id]);
    await tx.destination.update({
      where: { id: before.id },
      data: { ...place, name, channelIsPrivate: channel.isPrivate },
      select: { id: true },
    });
    await markDestinationsMended(tx, [before.id], ctx.clock.now());
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "destination.channel-changed",
      target: { kind: "destination", id: before.id, name },
      before: {
        name: before.name,
        channelId: before.channelId,
        integration: before.integration?.alias ?? null,
      },
      after: { name, channelId: channel.channelId, integration: integration.alias },
    });
    return { id: before.id, name };
  });
  ctx.kick.worker();
  return changed;
}
