import type { WebAPICallResult } from "@slack/web-api";
import type { Tx } from "#server/db/client.ts";
import { systemContext } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { lockLanesOf, markIntegrationsMended } from "#server/destinations/mark-broken.ts";
import { markConnectionFailed } from "#server/integrations/connection-failed.ts";
import { mendReached } from "#server/integrations/mend-reached.ts";
import { knownAppId } from "#server/integrations/known-app-id.ts";
import type { Runtime } from "#server/runtime.ts";
import { callAs } from "#server/slack/call-as.ts";
import { grantedScopes, type SlackFailure } from "#server/slack/client.ts";
import { readChannel, type SlackChannelFacts } from "#server/slack/channels/channel-object.ts";
import { loadWorkspace, type Workspace } from "#server/slack/channels/find-workspace.ts";
import { infoPace, infoPaceOf } from "#server/slack/channels/info-pace.ts";
import { reachesFromOutside } from "#server/slack/channels/reaches-from-outside.ts";
import { classifySlackError } from "#server/slack/errors.ts";
import { applyToConnection, connectionSelect, endedByReach } from "#server/slack/inbound/apply-effect.ts";
import type { Effect } from "#server/slack/inbound/event-effects.ts";
import { hearingOf } from "#server/slack/inbound/hearing-of.ts";

/** How often a connection is looked at: where Slack tells us what happens, only in case it did not reach us. */
const everyMs = { told: 6 * 3_600_000, untold: 15 * 60_000 };
/** What a token that works again proves to be over. */
const endedByToken = ["account_inactive", "token_revoked", "invalid_auth", "token_unreadable"] as const;

/**
 * Asks Slack about a claimed connection: whether its token works, and how each channel that a destination uses stands.
 * It finds what Slack's events would have told, and mends what works again.
 */
export async function checkConnection(runtime: Runtime, integrationId: string): Promise<void> {
  const stored = await loadWorkspace(runtime.db, integrationId);
  if (!stored) return;
  const workspace = await withAppId(runtime, stored);
  const now = runtime.clock.now();
  const every = (await hearingOf(runtime, workspace)) === "told" ? everyMs.told : everyMs.untold;
  const next = new Date(now.getTime() + every);
  const { id, organizationId } = workspace;
  await runtime.db.workflowIntegration.updateMany({
    where: { id, organizationId },
    data: { checkDueAt: next },
  });
  const alive = await callAs(runtime, workspace, (client) => client.auth.test());
  if (!alive.ok) return tokenFailed(runtime, workspace, alive);
  await tokenWorks(runtime, workspace, alive.data);
  const channels = await runtime.db.destination.findMany({
    where: { integrationId: id, deletedAt: null, channelId: { not: null } },
    select: { channelId: true },
    distinct: ["channelId"],
    orderBy: { channelId: "asc" },
  });
  const check = Math.floor(now.getTime() / every);
  for (const { channelId } of inTurn(channels, check)) {
    if (channelId && !(await checkChannel(runtime, workspace, channelId))) return;
  }
}

/** The connection with its app, which another one of the same bot may know since. */
async function withAppId(runtime: Runtime, workspace: Workspace): Promise<Workspace> {
  if (workspace.appId) return workspace;
  const appId = await knownAppId(runtime.db, workspace);
  if (!appId) return workspace;
  const { id, organizationId, botUserId } = workspace;
  // Another bot may have taken its place meanwhile.
  await runtime.db.workflowIntegration.updateMany({
    where: { id, organizationId, botUserId, appId: "" },
    data: { appId },
  });
  return { ...workspace, appId };
}

/** Each check begins where the one before may have ended, so that in a few of them every channel has its turn. Pure. */
function inTurn<T>(channels: readonly T[], check: number): T[] {
  const first = channels.length === 0 ? 0 : (check * infoPace.burst) % channels.length;
  return [...channels.slice(first), ...channels.slice(0, first)];
}

/** False when Slack asked us to wait: the rest follows with the next check. */
async function checkChannel(runtime: Runtime, workspace: Workspace, channelId: string) {
  const askedAt = runtime.clock.now();
  const turn = await takeTurn(runtime.db, [infoPaceOf(workspace)], askedAt);
  if (!turn.allowed) return false;
  const result = await callAs(runtime, workspace, (client) =>
    client.conversations.info({ channel: channelId }),
  );
  if (!result.ok && result.kind === "rate_limited") return false;
  const channel = result.ok ? readChannel(result.data.channel) : null;
  const hidden = !result.ok && result.kind === "platform" && result.error === "channel_not_found";
  const found = hidden ? "hidden" : channel;
  if (!found) return true;
  await runtime.db.$transaction((tx) => apply(tx, runtime, { id: workspace.id, channelId, askedAt }, found));
  runtime.kick.worker();
  runtime.kick.sequencer();
  return true;
}

/** What Slack's answer about a channel means. Pure. */
function effectsOf(channelId: string, found: SlackChannelFacts | "hidden"): Effect[] {
  if (found === "hidden") return [{ kind: "channel-lost", channelId, code: "channel_not_found" }];
  const { name, isArchived, isPrivate, isMember } = found;
  const effects: Effect[] = [{ kind: "channel-renamed", channelId, name }];
  // First, so that a channel that is archived besides says so.
  if (isMember) {
    effects.push({ kind: "channel-back", channelId, codes: endedByReach, told: { isMember } });
  }
  if (isArchived) effects.push({ kind: "channel-lost", channelId, code: "is_archived" });
  else if (isPrivate && !isMember) effects.push({ kind: "channel-lost", channelId, code: "not_in_channel" });
  else effects.push({ kind: "channel-back", channelId, codes: ["is_archived"], told: { isArchived } });
  return effects;
}

async function apply(
  tx: Tx,
  runtime: Runtime,
  { id, channelId, askedAt }: { id: string; channelId: string; askedAt: Date },
  found: SlackChannelFacts | "hidden",
) {
  const connection = await tx.workflowIntegration.findUnique({ where: { id }, select: connectionSelect });
  if (!connection) return;
  await lockLanesOf(tx, { integrationId: id, channelId });
  const ctx = systemContext(runtime, "Slack");
  // What Slack tells of after the question is newer than its answer.
  for (const effect of effectsOf(channelId, found)) {
    await applyToConnection(tx, ctx, connection, askedAt, effect);
  }
}

async function tokenWorks(
  runtime: Runtime,
  { id, organizationId, tokenEnc }: Workspace,
  told: WebAPICallResult & { team?: string },
): Promise<void> {
  const scopes = grantedScopes(told);
  await runtime.db.$transaction(async (tx) => {
    const before = await tx.workflowIntegration.findFirst({
      where: { id, tokenEnc },
      select: { scopes: true, brokenCode: true },
    });
    const mayMend = before !== null && endedByToken.some((code) => code === before.brokenCode);
    const reachesMore = before !== null && !reachesFromOutside(before.scopes) && reachesFromOutside(scopes);
    if (mayMend || reachesMore) await lockLanesOf(tx, { integrationId: id });
    if (reachesMore) await mendReached(tx, systemContext(runtime, "Slack"), { id, organizationId }, scopes);
    await tx.workflowIntegration.updateMany({
      where: { id, tokenEnc },
      data: {
        checkedAt: runtime.clock.now(),
        // Slack tells a workspace's new name only to apps with a scope of its own.
        ...(told.team ? { teamName: told.team } : {}),
        ...(scopes.length > 0 ? { scopes } : {}),
      },
    });
    const mended = { id, tokenEnc, brokenCode: { in: [...endedByToken] } };
    if (mayMend && (await tx.workflowIntegration.count({ where: mended })) > 0)
      await markIntegrationsMended(tx, [id], runtime.clock.now());
  });
  runtime.kick.worker();
}

async function tokenFailed(runtime: Runtime, workspace: Workspace, failure: SlackFailure) {
  const { id, tokenEnc, botName } = workspace;
  const outcome = classifySlackError(failure, { botName });
  if (outcome.kind !== "connection-broken") return;
  const at = runtime.clock.now();
  await runtime.db.$transaction(async (tx) => {
    await markConnectionFailed(tx, workspace, outcome, at);
    await tx.workflowIntegration.updateMany({ where: { id, tokenEnc }, data: { checkedAt: at } });
  });
  runtime.kick.sequencer();
  runtime.kick.slackWatch();
}
