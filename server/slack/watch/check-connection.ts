import type { WebAPICallResult } from "@slack/web-api";
import type { Tx } from "#server/db/client.ts";
import { systemContext } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { markIntegrationsBroken, markIntegrationsMended } from "#server/destinations/mark-broken.ts";
import type { Runtime } from "#server/runtime.ts";
import { hasSigningSecret } from "#server/slack/app/read-slack-app.ts";
import { callSlack, createSlackClient, grantedScopes, type SlackFailure } from "#server/slack/client.ts";
import { readChannel } from "#server/slack/channels/channel-object.ts";
import { loadWorkspace, openToken, type Workspace } from "#server/slack/channels/find-workspace.ts";
import { classifySlackError } from "#server/slack/errors.ts";
import { hasHeardSlack } from "#server/slack/inbound/remember-request.ts";
import { applyToConnection, connectionSelect } from "#server/slack/inbound/apply-effect.ts";
import type { Effect } from "#server/slack/inbound/event-effects.ts";

/** How often a connection is looked at: where Slack tells us what happens, only in case it did not reach us. */
const everyMs = { told: 6 * 3_600_000, untold: 15 * 60_000 };
/** Tier 3's fifty in any minute per app and workspace: twenty at once and thirty that follow (fact sheet 3.4). */
const infoPace = { intervalMs: 2_100, burst: 20 };

/**
 * Asks Slack about a claimed connection: whether its token works, and how each channel that a destination uses stands.
 * It finds what Slack's events would have told, and mends what works again.
 */
export async function checkConnection(runtime: Runtime, integrationId: string): Promise<void> {
  const workspace = await loadWorkspace(runtime.db, integrationId);
  if (!workspace) return;
  // A Signing Secret alone does not say that somebody verified the address at Slack.
  const told = (await hasSigningSecret(runtime)) && (await hasHeardSlack(runtime.db));
  const now = runtime.clock.now();
  const every = told ? everyMs.told : everyMs.untold;
  const next = new Date(now.getTime() + every);
  const { id, organizationId } = workspace;
  await runtime.db.workflowIntegration.updateMany({
    where: { id, organizationId },
    data: { checkDueAt: next },
  });
  const client = createSlackClient(runtime.env, await openToken(runtime, workspace));
  const alive = await callSlack(() => client.auth.test());
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
    if (channelId && !(await checkChannel(runtime, workspace, client, channelId))) return;
  }
}

/** Each check begins where the one before may have ended, so that in a few of them every channel has its turn. Pure. */
function inTurn<T>(channels: readonly T[], check: number): T[] {
  const first = channels.length === 0 ? 0 : (check * infoPace.burst) % channels.length;
  return [...channels.slice(first), ...channels.slice(0, first)];
}

type Client = ReturnType<typeof createSlackClient>;

/** False when Slack asked us to wait: the rest follows with the next check. */
async function checkChannel(runtime: Runtime, workspace: Workspace, client: Client, channelId: string) {
  const key = `slack-info:${workspace.appId}:${workspace.teamId}`;
  const turn = await takeTurn(runtime.db, [{ key, ...infoPace }], runtime.clock.now());
  if (!turn.allowed) return false;
  const result = await callSlack(() => client.conversations.info({ channel: channelId }));
  if (!result.ok && result.kind === "rate_limited") return false;
  const channel = result.ok ? readChannel(result.data.channel) : null;
  const hidden = !result.ok && result.kind === "platform" && result.error === "channel_not_found";
  const effects: Effect[] = [];
  if (hidden) effects.push({ kind: "channel-lost", channelId, code: "channel_not_found" });
  if (channel) {
    effects.push({ kind: "channel-renamed", channelId, name: channel.name });
    const gone = channel.isPrivate && !channel.isMember;
    if (channel.isArchived) effects.push({ kind: "channel-lost", channelId, code: "is_archived" });
    else if (gone) effects.push({ kind: "channel-lost", channelId, code: "not_in_channel" });
    else effects.push({ kind: "channel-back", channelId, codes: ["is_archived"] });
    if (channel.isMember) {
      effects.push({ kind: "channel-back", channelId, codes: ["not_in_channel", "channel_not_found"] });
    }
  }
  await runtime.db.$transaction((tx) => apply(tx, runtime, workspace.id, effects));
  if (effects.length > 0) runtime.kick.worker();
  return true;
}

async function apply(tx: Tx, runtime: Runtime, integrationId: string, effects: readonly Effect[]) {
  const connection = await tx.workflowIntegration.findUnique({
    where: { id: integrationId },
    select: connectionSelect,
  });
  if (!connection) return;
  const ctx = systemContext(runtime, "Slack");
  for (const effect of effects) await applyToConnection(tx, ctx, connection, ctx.clock.now(), effect);
}

async function tokenWorks(
  runtime: Runtime,
  { id, tokenEnc }: Workspace,
  told: WebAPICallResult & { team?: string },
): Promise<void> {
  const scopes = grantedScopes(told);
  await runtime.db.$transaction(async (tx) => {
    await tx.workflowIntegration.updateMany({
      where: { id, tokenEnc },
      data: {
        checkedAt: runtime.clock.now(),
        // Slack tells a workspace's new name only to apps with a scope of its own.
        ...(told.team ? { teamName: told.team } : {}),
        ...(scopes.length > 0 ? { scopes } : {}),
      },
    });
    const broken = await tx.workflowIntegration.count({
      where: { id, tokenEnc, brokenCode: { in: ["account_inactive", "token_revoked", "invalid_auth"] } },
    });
    if (broken > 0) await markIntegrationsMended(tx, [id], runtime.clock.now());
  });
  runtime.kick.worker();
}

async function tokenFailed(runtime: Runtime, { id, tokenEnc, botName }: Workspace, failure: SlackFailure) {
  const outcome = classifySlackError(failure, { botName });
  if (outcome.kind !== "connection-broken") return;
  const at = runtime.clock.now();
  await runtime.db.$transaction(async (tx) => {
    const { count } = await tx.workflowIntegration.updateMany({
      where: { id, tokenEnc },
      data: { checkedAt: at },
    });
    const broken = { code: outcome.code, detail: outcome.sentence, at };
    if (count > 0) await markIntegrationsBroken(tx, [id], broken);
  });
  runtime.kick.slackWatch();
}
