import { recordAudit } from "#server/audit/record-audit.ts";
import { type Context, systemContext } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import {
  lockLanesOf,
  markDestinationsBroken,
  markIntegrationsBroken,
} from "#server/destinations/mark-broken.ts";
import { mendDestinations } from "#server/destinations/mend-destinations.ts";
import type { Runtime } from "#server/runtime.ts";
import { reachesFromOutside } from "#server/slack/channels/reaches-from-outside.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";
import type { Effect } from "#server/slack/inbound/event-effects.ts";

/** Whom an event is about: an app in a workspace, and when it happened (Slack's time). */
export type Subject = { teamId: string; appId: string; at: Date };

/** What of a connection an effect looks at. */
export const connectionSelect = {
  id: true,
  organizationId: true,
  alias: true,
  teamName: true,
  botUserId: true,
  botName: true,
  scopes: true,
  connectedAt: true,
  tokenStoredAt: true,
} satisfies Prisma.WorkflowIntegrationSelect;
type Connection = Prisma.WorkflowIntegrationGetPayload<{ select: typeof connectionSelect }>;

/** Does what an event means, for every connection of the instance through this app to this workspace. */
export async function applyEffect(tx: Tx, runtime: Runtime, subject: Subject, effect: Effect): Promise<void> {
  const { teamId, appId } = subject;
  const connections = await tx.workflowIntegration.findMany({
    where: { teamId, appId },
    select: connectionSelect,
    orderBy: { id: "asc" },
  });
  const channelId = mayWake(effect, connections);
  if (channelId) await lockLanesOf(tx, { integrationId: { in: connections.map(({ id }) => id) }, channelId });
  const ctx = systemContext(runtime, "Slack");
  for (const connection of connections) await applyToConnection(tx, ctx, connection, subject.at, effect);
}

/** The channel whose lanes an effect may wake; null where it wakes none. */
function mayWake(effect: Effect, connections: readonly Connection[]): string | null {
  if (effect.kind === "channel-moved") return effect.from;
  if (effect.kind === "channel-back") return effect.channelId;
  const isBot = effect.kind === "member-joined" && connections.some((one) => one.botUserId === effect.userId);
  return isBot ? effect.channelId : null;
}

/**
 * Does what an event means for one connection; `at` is when it happened, by Slack's time. The lanes that it may wake are
 * locked already.
 */
export async function applyToConnection(
  tx: Tx,
  ctx: Context,
  connection: Connection,
  at: Date,
  effect: Effect,
): Promise<void> {
  switch (effect.kind) {
    case "connection-lost":
      return connectionLost(tx, ctx, connection, at, effect);
    case "channel-lost":
      return channelLost(tx, ctx, connection, at, effect);
    case "channel-back":
      return channelBack(tx, ctx, connection, at, effect);
    case "channel-renamed":
      return channelRenamed(tx, connection, at, effect);
    case "channel-moved":
      return channelMoved(tx, ctx, connection, effect);
    case "member-left":
      if (effect.userId !== connection.botUserId) return;
      return channelLost(tx, ctx, connection, at, { channelId: effect.channelId, code: "not_in_channel" });
    case "member-joined":
      if (effect.userId !== connection.botUserId) return;
      return channelBack(tx, ctx, connection, at, {
        channelId: effect.channelId,
        codes: endedByReach,
        told: { isMember: true },
      });
  }
}

/** What is over once the app's messages get into a channel. */
export const endedByReach = ["not_in_channel", "channel_not_found"] as const;

type Of<Kind extends Effect["kind"]> = Extract<Effect, { kind: Kind }>;

async function connectionLost(
  tx: Tx,
  ctx: Context,
  connection: Connection,
  at: Date,
  { code, botUserIds }: Of<"connection-lost">,
): Promise<void> {
  if (botUserIds && !botUserIds.includes(connection.botUserId)) return;
  // Slack tells whole seconds, and tells late: what happened before this token was stored is not about it.
  const storedAt = connection.tokenStoredAt ?? connection.connectedAt;
  if (at.getTime() + 999 < storedAt.getTime()) return;
  const already = await tx.workflowIntegration.count({
    where: { id: connection.id, brokenCode: { not: null } },
  });
  if (already > 0) return;
  const stored = code === "app_uninstalled" ? "account_inactive" : "token_revoked";
  const { sentence } = describeSlackFailure(stored);
  await markIntegrationsBroken(tx, [connection.id], { code: stored, detail: sentence, at: ctx.clock.now() });
  await recordAudit(tx, ctx, {
    organizationId: connection.organizationId,
    action: code === "app_uninstalled" ? "slack.removed-at-slack" : "slack.token-revoked",
    target: { kind: "workflow-integration", id: connection.id, name: connection.alias },
    after: { teamName: connection.teamName },
  });
}

async function channelLost(
  tx: Tx,
  ctx: Context,
  connection: Connection,
  at: Date,
  { channelId, code }: Pick<Of<"channel-lost">, "channelId" | "code">,
): Promise<void> {
  const change =
    code === "not_in_channel" ? { isMember: false } : code === "is_archived" ? { isArchived: true } : null;
  if (!(await tellChannel(tx, connection.id, channelId, at, change))) return;
  const destinations = await destinationsAt(tx, connection.id, channelId);
  const stillReached = (one: { channelIsPrivate: boolean }) =>
    code === "not_in_channel" && !one.channelIsPrivate && reachesFromOutside(connection.scopes);
  const lost = destinations.filter((one) => one.brokenCode === null && !stillReached(one));
  for (const { id, name, projectId } of lost) {
    const { sentence } = describeSlackFailure(code, { channel: name, botName: connection.botName });
    await markDestinationsBroken(tx, [id], { code, detail: sentence, at: ctx.clock.now() });
    await recordAudit(tx, ctx, {
      organizationId: connection.organizationId,
      projectId,
      action: "destination.broken",
      target: { kind: "destination", id, name },
      after: { reason: code },
    });
  }
}

async function channelBack(
  tx: Tx,
  ctx: Context,
  connection: Connection,
  at: Date,
  { channelId, codes, told }: Omit<Of<"channel-back">, "kind">,
): Promise<void> {
  if (!(await tellChannel(tx, connection.id, channelId, at, told))) return;
  const destinations = await destinationsAt(tx, connection.id, channelId);
  const back = destinations.filter((one) => one.brokenCode !== null && codes.includes(one.brokenCode));
  await mendDestinations(tx, ctx, connection.organizationId, back);
}

async function channelRenamed(
  tx: Tx,
  connection: Connection,
  at: Date,
  { channelId, name }: Of<"channel-renamed">,
): Promise<void> {
  if (!(await tellChannel(tx, connection.id, channelId, at, { name }))) return;
  await tx.destination.updateMany({
    where: { integrationId: connection.id, channelId, deletedAt: null, name: { not: `#${name}` } },
    data: { name: `#${name}` },
  });
}

// Slack gives a channel another id when it is shared with another workspace: everything goes on there.
async function channelMoved(tx: Tx, ctx: Context, connection: Connection, { from, to }: Of<"channel-moved">) {
  const integrationId = connection.id;
  const known = await tx.slackChannel.count({ where: { integrationId, channelId: to } });
  if (known > 0) await tx.slackChannel.deleteMany({ where: { integrationId, channelId: from } });
  else
    await tx.slackChannel.updateMany({ where: { integrationId, channelId: from }, data: { channelId: to } });
  const destinations = await destinationsAt(tx, integrationId, from);
  for (const { id, name, projectId } of destinations) {
    await tx.destination.update({ where: { id }, data: { channelId: to }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId: connection.organizationId,
      projectId,
      action: "destination.channel-changed",
      target: { kind: "destination", id, name },
      before: { channelId: from },
      after: { channelId: to },
    });
  }
  // Where Slack told it late, the old id was not found meanwhile.
  const lost = destinations.filter((one) => one.brokenCode === "channel_not_found");
  await mendDestinations(tx, ctx, connection.organizationId, lost);
}

/** Keeps what is told of a channel unless something later was told already; false then. */
async function tellChannel(
  tx: Tx,
  integrationId: string,
  channelId: string,
  at: Date,
  change: { isArchived?: boolean; isMember?: boolean; name?: string } | null,
): Promise<boolean> {
  const known = await tx.slackChannel.findUnique({
    where: { integrationId_channelId: { integrationId, channelId } },
    select: { toldAt: true },
  });
  if (!known) return true;
  if (known.toldAt && known.toldAt > at) return false;
  const where = { integrationId, channelId };
  if (change === null) await tx.slackChannel.deleteMany({ where });
  else await tx.slackChannel.updateMany({ where, data: { ...change, toldAt: at } });
  return true;
}

function destinationsAt(tx: Tx, integrationId: string, channelId: string) {
  return tx.destination.findMany({
    where: { integrationId, channelId, deletedAt: null },
    select: { id: true, name: true, projectId: true, channelIsPrivate: true, brokenCode: true },
    orderBy: { id: "asc" },
  });
}
