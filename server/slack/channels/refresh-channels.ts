import { z } from "zod";
import type { Context } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { markIntegrationsBroken } from "#server/destinations/mark-broken.ts";
import { AppError } from "#server/errors.ts";
import { callSlack, createSlackClient, type SlackFailure } from "#server/slack/client.ts";
import { readChannel, type SlackChannelFacts } from "#server/slack/channels/channel-object.ts";
import { findWorkspace, openToken, type Workspace } from "#server/slack/channels/find-workspace.ts";
import { classifySlackError } from "#server/slack/errors.ts";

export const refreshChannelsInput = z.object({ projectId: z.uuid(), integrationId: z.uuid() });

/** How far the list came. Where it is not complete, calling again after `continueInMs` goes on where it stopped. */
export type ListState = { complete: boolean; listedAt: Date | null; continueInMs: number | null };

const pageSize = 200;
/** Under Tier 2's twenty a minute per app and workspace (fact sheet 3.4). */
const listPace = { intervalMs: 3_100, burst: 15 };
/** A walk that rested for longer begins anew: Slack may have forgotten its cursor. */
const walkMaxMs = 30 * 60_000;

/** Walks over Slack's channel list, all pages, into our rows. What the walk did not see any more is removed at its end. */
export async function refreshChannels(
  ctx: Context,
  input: z.infer<typeof refreshChannelsInput>,
): Promise<ListState> {
  return listChannels(ctx, await findWorkspace(ctx, input));
}

/** The same for a connection that was found already. */
export async function listChannels(ctx: Context, workspace: Workspace): Promise<ListState> {
  const client = createSlackClient(ctx.env, await openToken(ctx, workspace));
  let walk = openWalk(workspace, ctx.clock.now());
  while (true) {
    const wait = await waitForTurn(ctx, workspace);
    if (wait !== null) return pause(ctx, workspace, walk, wait);
    const { cursor, publicOnly } = walk;
    const result = await callSlack(() =>
      client.conversations.list({
        types: publicOnly ? "public_channel" : "public_channel,private_channel",
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      }),
    );
    if (!result.ok) {
      if (result.kind === "rate_limited") return pause(ctx, workspace, walk, result.retryAfterMs);
      const next = recover(walk, result, ctx.clock.now());
      if (!next) throw await refusalOf(ctx, workspace, result);
      walk = next;
      continue;
    }
    const channels = (result.data.channels ?? []).map(readChannel).filter((one) => one !== null);
    await saveChannels(ctx, workspace, channels);
    const next = result.data.response_metadata?.next_cursor ?? "";
    if (next === "") return finish(ctx, workspace, walk);
    walk = { ...walk, cursor: next };
  }
}

type Walk = { cursor: string; startedAt: Date; publicOnly: boolean };

function openWalk(workspace: Workspace, now: Date): Walk {
  const { channelsCursor: cursor, channelsWalkAt: startedAt, channelsPublicOnly: publicOnly } = workspace;
  const fresh = startedAt !== null && now.getTime() - startedAt.getTime() < walkMaxMs;
  return cursor && fresh
    ? { cursor, startedAt, publicOnly }
    : { cursor: "", startedAt: now, publicOnly: false };
}

/** How a refused page can be asked for again: without private channels, or from the beginning. Pure. */
function recover(walk: Walk, failure: SlackFailure, now: Date): Walk | null {
  if (failure.kind !== "platform") return null;
  const needed = (failure.data.needed ?? "").split(",");
  if (failure.error === "missing_scope" && needed.includes("groups:read") && !walk.publicOnly) {
    return { ...walk, cursor: "", publicOnly: true };
  }
  return failure.error === "invalid_cursor" && walk.cursor ? { ...walk, cursor: "", startedAt: now } : null;
}

async function waitForTurn(ctx: Context, workspace: Workspace): Promise<number | null> {
  const now = ctx.clock.now();
  const key = `slack-list:${workspace.appId}:${workspace.teamId}`;
  const turn = await takeTurn(ctx.db, [{ key, ...listPace }], now);
  return turn.allowed ? null : Math.max(1_000, turn.at.getTime() - now.getTime());
}

/** Keeps where the walk stands; the next call goes on there. */
async function pause(ctx: Context, workspace: Workspace, walk: Walk, waitMs: number): Promise<ListState> {
  await ctx.db.workflowIntegration.updateMany({
    where: { id: workspace.id, organizationId: workspace.organizationId },
    data: {
      channelsCursor: walk.cursor || null,
      channelsWalkAt: walk.startedAt,
      channelsPublicOnly: walk.publicOnly,
    },
  });
  return { complete: false, listedAt: workspace.channelsListedAt, continueInMs: waitMs };
}

async function finish(ctx: Context, workspace: Workspace, walk: Walk): Promise<ListState> {
  const listedAt = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    await tx.slackChannel.deleteMany({
      where: { integrationId: workspace.id, seenAt: { lt: walk.startedAt } },
    });
    await tx.workflowIntegration.updateMany({
      where: { id: workspace.id, organizationId: workspace.organizationId },
      data: {
        channelsCursor: null,
        channelsWalkAt: null,
        channelsListedAt: listedAt,
        channelsPublicOnly: walk.publicOnly,
      },
    });
  });
  return { complete: true, listedAt, continueInMs: null };
}

/** Writes a page in one statement; Prisma would need one round trip per channel. */
export async function saveChannels(
  ctx: Context,
  workspace: { id: string },
  channels: readonly SlackChannelFacts[],
): Promise<void> {
  // A page may name a channel twice, which one statement cannot update twice.
  const once = [...new Map(channels.map((one) => [one.channelId, one])).values()];
  const column = <K extends keyof SlackChannelFacts>(key: K) => once.map((one) => one[key]);
  await ctx.db.$executeRaw`
    insert into "SlackChannel"
      ("integrationId", "channelId", "name", "isPrivate", "isArchived", "isMember", "isShared", "seenAt")
    select ${workspace.id}::uuid, c.*, ${ctx.clock.now()} from unnest(
      ${column("channelId")}::text[], ${column("name")}::text[], ${column("isPrivate")}::boolean[],
      ${column("isArchived")}::boolean[], ${column("isMember")}::boolean[], ${column("isShared")}::boolean[]
    ) c
    on conflict ("integrationId", "channelId") do update set
      "name" = excluded."name", "isPrivate" = excluded."isPrivate", "isArchived" = excluded."isArchived",
      "isMember" = excluded."isMember", "isShared" = excluded."isShared", "seenAt" = excluded."seenAt"`;
}

/** The refusal for a list that cannot be had; a dead connection is marked on the way. */
export async function refusalOf(
  ctx: Context,
  workspace: Workspace,
  failure: SlackFailure,
): Promise<AppError> {
  if (failure.kind === "platform" && failure.error === "missing_scope") {
    return new AppError(
      "conflict",
      "Slack does not let the app list channels. Type a channel's id, or reconnect the workspace with the scope channels:read.",
    );
  }
  const outcome = classifySlackError(failure, { botName: workspace.botName });
  if (outcome.kind === "connection-broken") {
    const broken = { code: outcome.code, detail: outcome.sentence, at: ctx.clock.now() };
    await ctx.db.$transaction((tx) => markIntegrationsBroken(tx, [workspace.id], broken));
    return new AppError("conflict", outcome.sentence);
  }
  return new AppError(
    "unavailable",
    "Slack cannot be reached or did not answer. Try again, or type a channel's id.",
  );
}
