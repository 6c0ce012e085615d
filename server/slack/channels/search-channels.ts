import { z } from "zod";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { findWorkspace, inviteCommand } from "#server/slack/channels/find-workspace.ts";
import { listChannels } from "#server/slack/channels/refresh-channels.ts";

export const searchChannelsInput = z.object({
  projectId: z.uuid(),
  integrationId: z.uuid(),
  /** Part of a name, with or without #. */
  query: z.string().max(100).default(""),
  limit: z.number().int().min(1).max(200).default(50),
});

const channelSelect = {
  channelId: true,
  name: true,
  isPrivate: true,
  isArchived: true,
  isMember: true,
  isShared: true,
} satisfies Prisma.SlackChannelSelect;

/**
 * Channels by part of their name, those that begin with it first, archived ones last. The list is fetched at the first
 * time; later ones tell its age.
 */
export async function searchChannels(ctx: Context, input: z.output<typeof searchChannelsInput>) {
  const workspace = await findWorkspace(ctx, input);
  const never = workspace.channelsListedAt === null;
  const known = never ? await ctx.db.slackChannel.count({ where: { integrationId: workspace.id } }) : 0;
  const fetched = never && known === 0 ? await listChannels(ctx, workspace) : null;
  const typed = input.query.trim().replace(/^#/, "");
  const where = {
    integrationId: workspace.id,
    ...(typed ? { name: { contains: typed, mode: "insensitive" } } : {}),
  } satisfies Prisma.SlackChannelWhereInput;
  const orderBy = [
    { isArchived: "asc" },
    { name: "asc" },
  ] satisfies Prisma.SlackChannelOrderByWithRelationInput[];
  const begins = { startsWith: typed, mode: "insensitive" } as const;
  const first = await ctx.db.slackChannel.findMany({
    where: { ...where, name: begins },
    select: channelSelect,
    orderBy,
    take: input.limit,
  });
  const rest = await ctx.db.slackChannel.findMany({
    where: { ...where, NOT: { name: begins } },
    select: channelSelect,
    orderBy,
    take: Math.max(0, input.limit - first.length),
  });
  const [total, matching] = await Promise.all([
    ctx.db.slackChannel.count({ where: { integrationId: workspace.id } }),
    ctx.db.slackChannel.count({ where }),
  ]);
  const listed = await ctx.db.workflowIntegration.findFirst({
    where: { id: workspace.id, organizationId: workspace.organizationId },
    select: { channelsPublicOnly: true, channelsListedAt: true, channelsCursor: true },
  });
  return {
    channels: [...first, ...rest],
    total,
    matching,
    listedAt: listed?.channelsListedAt ?? null,
    /** Set while the list is not complete: refreshing after this time goes on where it stopped. */
    continueInMs: listed?.channelsCursor ? (fetched?.continueInMs ?? 3_000) : null,
    /** Slack did not let the app list private channels. */
    publicOnly: listed?.channelsPublicOnly ?? false,
    inviteCommand: inviteCommand(workspace),
  };
}
