import { takeTurn } from "#server/delivery/pacing.ts";
import { markConnectionFailed } from "#server/integrations/connection-failed.ts";
import type { Runtime } from "#server/runtime.ts";
import { callAs } from "#server/slack/call-as.ts";
import type { SlackFailure } from "#server/slack/client.ts";
import { readChannel } from "#server/slack/channels/channel-object.ts";
import type { Workspace } from "#server/slack/channels/find-workspace.ts";
import { saveChannels } from "#server/slack/channels/save-channels.ts";
import { classifySlackError } from "#server/slack/errors.ts";
import { claimMs } from "#server/slack/watch/claim-connection.ts";

/** The most that Slack takes, and what it recommends, for where it finds the most too much (fact sheet 3.3). */
const pageSizes = { most: 999, recommended: 200 };
/** Tier 2's twenty in any minute per app and workspace: ten at once and ten that follow (fact sheet 3.4). */
const listPace = { intervalMs: 6_100, burst: 10 };
/** A walk that rested for longer begins anew: Slack may have forgotten its cursor. */
const walkMaxMs = 30 * 60_000;
/** When a walk that failed on the way is tried again. */
const retryMs = 60_000;

/** How a walk ended for now. A failure's code has its sentence in the error table. */
export type WalkEnd =
  | { kind: "complete"; listedAt: Date }
  | { kind: "paused"; until: Date }
  | { kind: "failed"; code: string };

type Walk = { cursor: string; startedAt: Date; publicOnly: boolean; pageSize: number };

/**
 * Walks over Slack's channel list, page by page, within Slack's rate limit, into our rows; at its end it removes what
 * it did not see any more. Whoever calls it holds the claim (claim-connection.ts), which every page renews; a walk
 * that is broken off goes on where it stood. `enough` ends it early.
 */
export async function walkChannels(
  runtime: Runtime,
  workspace: Workspace,
  enough: () => Promise<boolean> = async () => false,
): Promise<WalkEnd> {
  let walk = openWalk(workspace, runtime.clock.now());
  while (true) {
    const now = runtime.clock.now();
    const turn = await takeTurn(
      runtime.db,
      [{ key: `slack-list:${workspace.appId}:${workspace.teamId}`, ...listPace }],
      now,
    );
    if (!turn.allowed) return pause(runtime, workspace, walk, turn.at);
    const result = await callAs(runtime, workspace, (client) =>
      client.conversations.list({
        types: walk.publicOnly ? "public_channel" : "public_channel,private_channel",
        limit: walk.pageSize,
        ...(walk.cursor ? { cursor: walk.cursor } : {}),
      }),
    );
    if (!result.ok) {
      if (result.kind === "rate_limited") {
        return pause(runtime, workspace, walk, new Date(now.getTime() + result.retryAfterMs));
      }
      const next = recover(walk, result, now);
      if (!next) return fail(runtime, workspace, walk, result);
      walk = next;
      continue;
    }
    const channels = (result.data.channels ?? []).map(readChannel).filter((one) => one !== null);
    await saveChannels(runtime.db, workspace.id, channels, now);
    const next = result.data.response_metadata?.next_cursor ?? "";
    if (next === "") return finish(runtime, workspace, walk);
    walk = { ...walk, cursor: next };
    if (await enough()) return pause(runtime, workspace, walk, now);
    await keep(runtime, workspace, walk, new Date(now.getTime() + claimMs));
  }
}

function openWalk(workspace: Workspace, now: Date): Walk {
  const { channelsCursor: cursor, channelsWalkAt: startedAt, channelsPublicOnly: publicOnly } = workspace;
  const pageSize = pageSizes.most;
  const fresh = startedAt !== null && now.getTime() - startedAt.getTime() < walkMaxMs;
  return cursor && fresh
    ? { cursor, startedAt, publicOnly, pageSize }
    : { cursor: "", startedAt: now, publicOnly: false, pageSize };
}

/** How a refused page can be asked for again: without private channels, smaller, or from the beginning. Pure. */
function recover(walk: Walk, failure: SlackFailure, now: Date): Walk | null {
  if (failure.kind !== "platform") return null;
  const needed = (failure.data.needed ?? "").split(",");
  if (failure.error === "missing_scope" && needed.includes("groups:read") && !walk.publicOnly) {
    return { ...walk, cursor: "", publicOnly: true };
  }
  const tooMuch = failure.error === "limit_required" || failure.error === "invalid_limit";
  if (tooMuch && walk.pageSize > pageSizes.recommended) return { ...walk, pageSize: pageSizes.recommended };
  return failure.error === "invalid_cursor" && walk.cursor ? { ...walk, cursor: "", startedAt: now } : null;
}

/** Keeps where the walk stands, and when it goes on. */
async function keep(
  runtime: Runtime,
  { id, organizationId }: Workspace,
  walk: Walk,
  dueAt: Date,
  problem: string | null = null,
): Promise<void> {
  await runtime.db.workflowIntegration.updateMany({
    where: { id, organizationId },
    data: {
      channelsCursor: walk.cursor || null,
      channelsWalkAt: walk.startedAt,
      channelsPublicOnly: walk.publicOnly,
      channelsDueAt: dueAt,
      channelsProblem: problem,
    },
  });
}

async function pause(runtime: Runtime, workspace: Workspace, walk: Walk, until: Date): Promise<WalkEnd> {
  await keep(runtime, workspace, walk, until);
  return { kind: "paused", until };
}

async function finish(runtime: Runtime, { id, organizationId }: Workspace, walk: Walk): Promise<WalkEnd> {
  const listedAt = runtime.clock.now();
  await runtime.db.$transaction(async (tx) => {
    await tx.slackChannel.deleteMany({ where: { integrationId: id, seenAt: { lt: walk.startedAt } } });
    await tx.workflowIntegration.updateMany({
      where: { id, organizationId },
      data: {
        channelsCursor: null,
        channelsWalkAt: null,
        channelsDueAt: null,
        channelsProblem: null,
        channelsListedAt: listedAt,
        channelsPublicOnly: walk.publicOnly,
      },
    });
  });
  return { kind: "complete", listedAt };
}

/** What was refused for good rests until somebody asks again; what failed on the way is tried again by itself. */
async function fail(
  runtime: Runtime,
  workspace: Workspace,
  walk: Walk,
  failure: SlackFailure,
): Promise<WalkEnd> {
  const { id, organizationId } = workspace;
  const outcome = classifySlackError(failure, { botName: workspace.botName });
  const now = runtime.clock.now();
  const onTheWay = outcome.kind === "retry" || outcome.kind === "unknown";
  if (onTheWay) await keep(runtime, workspace, walk, new Date(now.getTime() + retryMs), outcome.code);
  else {
    await runtime.db.workflowIntegration.updateMany({
      where: { id, organizationId },
      data: {
        channelsCursor: null,
        channelsWalkAt: null,
        channelsDueAt: null,
        channelsProblem: outcome.code,
      },
    });
  }
  // A missing scope to list says nothing about sending.
  if (outcome.kind === "connection-broken" && !outcome.code.startsWith("missing_scope")) {
    await runtime.db.$transaction((tx) => markConnectionFailed(tx, workspace, outcome, now));
    runtime.kick.sequencer();
  }
  return { kind: "failed", code: outcome.code };
}
