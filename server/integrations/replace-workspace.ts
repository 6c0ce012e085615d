import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import { requireEntitlement } from "#server/authz/entitlements.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { markDestinationsBroken, markIntegrationsMended } from "#server/destinations/mark-broken.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";
import { closePendingWorkspace, openPendingWorkspace } from "#server/integrations/pending-workspace.ts";
import { revokeIfUnused } from "#server/integrations/revoke-token.ts";
import { type ConnectedWorkspace, workspaceFields } from "#server/integrations/store-integration.ts";
import { openBotToken } from "#server/integrations/token-secrets.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";

export const replaceWorkspaceInput = z.object({
  organizationId: z.uuid(),
  integrationId: z.uuid(),
  /** The name of the workspace that is to take the place, typed by the person. */
  confirmName: z.string().max(200),
});

/**
 * Puts the workspace that was brought into the place of the one an integration belonged to. Its channels stay behind:
 * every destination parks with what waits for it until a channel of the new workspace is chosen. The old token is
 * revoked at Slack after the commit, best effort, when nothing else of the instance uses it.
 */
export async function replaceWorkspace(
  ctx: Context,
  input: z.output<typeof replaceWorkspaceInput>,
): Promise<{ destinations: number; revoked: boolean }> {
  const { organizationId, integrationId } = input;
  const user = requireUser(ctx);
  const now = ctx.clock.now();
  const replaced = await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Organization" where "id" = ${organizationId}::uuid for update`;
    const access = await requireOrganization(ctx, organizationId, "integration:manage", tx);
    requireEntitlement(access.organization.plan, "slack");
    const before = await findBefore(tx, organizationId, integrationId);
    const workspace = await openPendingWorkspace(ctx, { organizationId, integrationId }, tx);
    if (input.confirmName.trim() !== workspace.teamName) {
      throw invalid("confirmName", `Type ${workspace.teamName}, the name of the workspace.`);
    }
    await requireNotConnected(tx, organizationId, workspace);
    const { tokenEnc, teamId: oldTeamId, appId, botUserId } = before;
    const token = await openBotToken(ctx, tx, { id: integrationId, organizationId, tokenEnc });
    const destinationIds = before.destinations.map((one) => one.id);
    await lockLanes(tx, destinationIds);
    await tx.slackChannel.deleteMany({ where: { integrationId } });
    await tx.workflowIntegration.update({
      where: { id: integrationId, organizationId },
      data: {
        ...(await workspaceFields(tx, ctx, integrationId, organizationId, workspace)),
        lastSuccessAt: null,
        connectedById: user.id,
        connectedBy: user.name,
        connectedAs: access.role ?? "owner",
        connectedAt: now,
      },
      select: { id: true },
    });
    await markIntegrationsMended(tx, [integrationId], now);
    const { sentence } = describeSlackFailure("workspace_replaced");
    const broken = { code: "workspace_replaced", detail: sentence, at: now };
    await tx.destination.updateMany({
      where: { id: { in: destinationIds } },
      data: { brokenCode: null, brokenDetail: null, brokenAt: null },
    });
    await markDestinationsBroken(tx, destinationIds, broken);
    await closePendingWorkspace(ctx, { organizationId, integrationId }, tx);
    const target = { kind: "workflow-integration", id: integrationId, name: before.alias };
    const old = { teamId: before.teamId, teamName: before.teamName, destinations: destinationIds.length };
    await recordAudit(tx, ctx, { organizationId, action: "slack.uninstalled", target, before: old });
    const { teamId, teamName, source, scopes } = workspace;
    const after = { teamId, teamName, source, scopes, inPlaceOf: before.teamName };
    await recordAudit(tx, ctx, { organizationId, action: "slack.installed", target, after });
    return { held: { teamId: oldTeamId, appId, botUserId, token }, destinations: destinationIds.length };
  });
  ctx.kick.worker();
  ctx.kick.sequencer();
  ctx.kick.slackWatch();
  const { token, ...shared } = replaced.held;
  const revoked = token !== null && (await revokeIfUnused(ctx, { ...shared, token }));
  return { destinations: replaced.destinations, revoked };
}

async function findBefore(tx: Tx, organizationId: string, id: string) {
  const before = await tx.workflowIntegration.findFirst({
    where: { id, organizationId },
    select: {
      alias: true,
      teamId: true,
      teamName: true,
      appId: true,
      botUserId: true,
      tokenEnc: true,
      destinations: { where: { deletedAt: null }, select: { id: true } },
    },
  });
  if (!before) throw notFound("integration");
  return before;
}

async function requireNotConnected(tx: Tx, organizationId: string, workspace: ConnectedWorkspace) {
  const there = await tx.workflowIntegration.findFirst({
    where: { organizationId, teamId: workspace.teamId },
    select: { alias: true },
  });
  if (!there) return;
  throw conflict(
    `${workspace.teamName} is connected as ${there.alias} already, and a workspace is connected once. Let projects choose its channels there, or delete that integration first.`,
  );
}
