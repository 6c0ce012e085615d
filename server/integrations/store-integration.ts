import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import { requireEntitlement } from "#server/authz/entitlements.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { lockLanesOf, markIntegrationsMended } from "#server/destinations/mark-broken.ts";
import { forbidden } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import { aliasAfter, requireFreeAlias } from "#server/integrations/alias.ts";
import { ConnectRefusal } from "#server/integrations/connect-refusal.ts";
import { mendReached } from "#server/integrations/mend-reached.ts";
import { knownAppId } from "#server/integrations/known-app-id.ts";
import { dueOf, sealToken, shareToken, type TokenSecrets } from "#server/integrations/token-secrets.ts";

/** A workspace as Slack gave it to us, with the bot token in clear. */
export type ConnectedWorkspace = {
  source: "oauth" | "token";
  teamId: string;
  teamName: string;
  /** Ends with a slash. */
  teamUrl: string;
  /** Empty where Slack did not tell. */
  appId: string;
  botUserId: string;
  botName: string;
  scopes: string[];
} & TokenSecrets;

/** A connection was just found good: the first look after it can wait. */
const firstCheckMs = 15 * 60_000;

/** What somebody asked to connect; with `integrationId` that one is reconnected in place. Empty alias: the workspace's name. */
export type WantedConnection = {
  organizationId: string;
  alias: string;
  description: string;
  integrationId: string | null;
};

export type StoredConnection = { id: string; outcome: "connected" | "updated" | "reconnected" };

/**
 * Keeps a connected workspace, one per organization and workspace: what is connected already is updated in place and
 * mended, so that what waited for it flows. Membership, permission and plan are checked here again. `also` is done in
 * the same transaction, and may refuse it.
 */
export async function storeIntegration(
  ctx: Context,
  wanted: WantedConnection,
  workspace: ConnectedWorkspace,
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<StoredConnection> {
  const user = requireUser(ctx);
  const stored = await ctx.db.$transaction(async (tx) => {
    const { organizationId } = wanted;
    // Two connections of one organization wait for each other, so that neither misses the other's row.
    await tx.$queryRaw`select 1 from "Organization" where "id" = ${organizationId}::uuid for update`;
    const access = await requireOrganization(ctx, organizationId, "integration:connect", tx);
    requireEntitlement(access.organization.plan, "slack");
    const existing = await findExisting(tx, wanted, workspace);
    // The bot is the organization's voice: a member may renew its token, not put another app in its place.
    if (existing && access.role === "member" && existing.botUserId !== workspace.botUserId) {
      throw forbidden(
        "This workspace is connected through another app already. Ask an owner or admin to reconnect it.",
      );
    }
    const alias = existing?.alias ?? (await aliasOf(tx, wanted, workspace));
    const id = existing?.id ?? newId();
    if (existing) {
      await lockLanesOf(tx, { integrationId: id });
      await mendReached(tx, ctx, { id, organizationId }, workspace.scopes);
    }
    const fields = await workspaceFields(tx, ctx, id, organizationId, workspace);
    const role = access.role ?? "owner";
    const connector = {
      connectedById: user.id,
      connectedBy: user.name,
      connectedAs: role,
      connectedAt: ctx.clock.now(),
    };
    if (existing) {
      // What a member connected is never the active one; an owner or admin who connects it too makes it so.
      const takesOver = !wanted.integrationId && existing.connectedAs === "member" && role !== "member";
      const data = { ...fields, ...(takesOver ? connector : {}) };
      await tx.workflowIntegration.update({ where: { id }, data, select: { id: true } });
      await markIntegrationsMended(tx, [id], ctx.clock.now());
    } else {
      await tx.workflowIntegration.create({
        data: {
          id,
          organizationId,
          alias,
          description: wanted.description,
          ...fields,
          ...connector,
        },
        select: { id: true },
      });
    }
    await also(tx);
    await recordAudit(tx, ctx, {
      organizationId,
      action: "slack.installed",
      target: { kind: "workflow-integration", id, name: alias },
      ...(existing ? { before: { scopes: existing.scopes, source: existing.source } } : {}),
      after: {
        teamId: workspace.teamId,
        teamName: workspace.teamName,
        source: workspace.source,
        scopes: workspace.scopes,
      },
    });
    const outcome = !existing ? "connected" : wanted.integrationId ? "reconnected" : "updated";
    return { id, outcome } as const;
  });
  ctx.kick.worker();
  ctx.kick.slackWatch();
  return stored;
}

async function aliasOf(tx: Tx, wanted: WantedConnection, workspace: ConnectedWorkspace): Promise<string> {
  const { organizationId, alias } = wanted;
  if (alias) {
    await requireFreeAlias(tx, { organizationId, alias });
    return alias;
  }
  const rows = await tx.workflowIntegration.findMany({ where: { organizationId }, select: { alias: true } });
  return aliasAfter(workspace.teamName, new Set(rows.map((row) => row.alias.toLowerCase())));
}

/** The row that the workspace updates in place, or null where it is new to the organization. */
async function findExisting(tx: Tx, wanted: WantedConnection, workspace: ConnectedWorkspace) {
  const { organizationId, integrationId } = wanted;
  const { teamId, teamName } = workspace;
  const select = {
    id: true,
    alias: true,
    teamId: true,
    botUserId: true,
    scopes: true,
    source: true,
    connectedAs: true,
  } as const;
  if (!integrationId) {
    return tx.workflowIntegration.findFirst({ where: { organizationId, teamId }, select });
  }
  const existing = await tx.workflowIntegration.findFirst({
    where: { id: integrationId, organizationId },
    select,
  });
  if (!existing) throw new ConnectRefusal("integration_gone");
  if (existing.teamId !== teamId) throw new ConnectRefusal("wrong_workspace", { teamId, teamName });
  return existing;
}

/** The columns of an integration that come from its workspace; whoever shares its token gets the new one too. */
export async function workspaceFields(
  tx: Tx,
  ctx: Context,
  id: string,
  organizationId: string,
  workspace: ConnectedWorkspace,
) {
  const { token, refreshToken, expiresAt, appId: toldAppId, ...told } = workspace;
  const secrets = { token, refreshToken, expiresAt };
  // Pacing is counted per app.
  const appId = toldAppId || (await knownAppId(tx, workspace));
  await shareToken(tx, ctx, { id, appId, teamId: workspace.teamId }, secrets);
  return {
    ...told,
    appId,
    ...(await sealToken(tx, ctx, "WorkflowIntegration", { id, organizationId }, secrets)),
    refreshDueAt: dueOf(ctx, secrets),
    // Another token may see other channels.
    channelsCursor: null,
    channelsWalkAt: null,
    channelsListedAt: null,
    channelsProblem: null,
    channelsDueAt: ctx.clock.now(),
    // Slack was just asked whose token it is.
    checkedAt: ctx.clock.now(),
    checkDueAt: new Date(ctx.clock.now().getTime() + firstCheckMs),
    updatedAt: ctx.clock.now(),
    tokenStoredAt: ctx.clock.now(),
  };
}
