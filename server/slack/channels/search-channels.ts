import { z } from "zod";
import type { Context } from "#server/context.ts";
import { escapeLike } from "#server/db/escape-like.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { findWorkspace, inviteCommand } from "#server/slack/channels/find-workspace.ts";
import { listProblem } from "#server/slack/channels/list-problem.ts";
import { askForChannels, staleMs } from "#server/slack/channels/refresh-channels.ts";

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
 * Channels of the stored list by part of their name, those that begin with it first, archived ones last, with the list's
 * age. A list that was never fetched or is old is fetched in the background meanwhile.
 */
export async function searchChannels(ctx: Context, input: z.output<typeof searchChannelsInput>) {
  const workspace = await findWorkspace(ctx, input);
  const { channelsListedAt: listedAt, channelsProblem: problem } = workspace;
  const stale = !listedAt || ctx.clock.now().getTime() - listedAt.getTime() > staleMs;
  // What was refused for good would be refused again: it rests until somebody asks for it.
  if (stale && problem === null) await askForChannels(ctx, workspace);
  const typed = escapeLike(input.query.trim().replace(/^#/, ""));
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
    select: {
      channelsPublicOnly: true,
      channelsListedAt: true,
      channelsDueAt: true,
      channelsWalkAt: true,
      channelsProblem: true,
    },
  });
  const walkAt = listed?.channelsWalkAt ?? null;
  return {
    channels: [...first, ...rest],
    total,
    matching,
    listedAt: listed?.channelsListedAt ?? null,
    /** The list is being fetched: `total` grows until `listedAt` is new. */
    fetching: listed?.channelsDueAt !== null && listed?.channelsDueAt !== undefined,
    /** How many of them the walk that is under way has seen; null between walks. */
    seenAnew: walkAt
      ? await ctx.db.slackChannel.count({ where: { integrationId: workspace.id, seenAt: { gte: walkAt } } })
      : null,
    /** Why the list could not be fetched to its end, with what to do. */
    problem: listed?.channelsProblem ? listProblem(listed.channelsProblem, workspace.botName) : null,
    /** Slack did not let the app list private channels. */
    publicOnly: listed?.channelsPublicOnly ?? false,
    inviteCommand: inviteCommand(workspace),
  };
}
