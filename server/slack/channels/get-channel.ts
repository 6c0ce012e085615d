import { z } from "zod";
import type { Context } from "#server/context.ts";
import { findWorkspace } from "#server/slack/channels/find-workspace.ts";

export const getChannelInput = z.object({
  projectId: z.uuid(),
  integrationId: z.uuid(),
  channelId: z.string().min(1).max(100),
});

/** What the stored list knows of one channel; null where it does not know it. */
export async function getChannel(ctx: Context, input: z.infer<typeof getChannelInput>) {
  const workspace = await findWorkspace(ctx, input);
  return ctx.db.slackChannel.findUnique({
    where: { integrationId_channelId: { integrationId: workspace.id, channelId: input.channelId } },
    select: { channelId: true, name: true, isPrivate: true, isArchived: true },
  });
}
