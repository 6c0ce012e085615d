import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { invalid } from "#server/errors.ts";
import { type HeldToken, revokeUnused } from "#server/integrations/revoke-token.ts";
import { openBotToken } from "#server/integrations/token-secrets.ts";

export const deleteOrganizationInput = z.object({
  organizationId: z.uuid(),
  /** Its name as it is now, typed by the person. */
  confirmName: z.string().max(200),
});
export const organizationDeletionInput = z.object({ organizationId: z.uuid() });

/** Deleting touches every event of the organization, which may be many. */
const deletionTimeoutMs = 120_000;
/** How long Slack may take to revoke, after everything is deleted here. */
const revokeTimeoutMs = 10_000;

/** What goes when an organization is deleted, for the question that is asked before. */
export async function organizationDeletion(ctx: Context, input: z.output<typeof organizationDeletionInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "organization:delete");
  return consequencesOf(ctx.db, organization.id);
}

/**
 * Deletes an organization with its projects, connections and everything that waits, for good; accounts of people stay.
 * Slack tokens that nobody else uses are revoked after the commit, best effort; answers how many were.
 */
export async function deleteOrganization(
  ctx: Context,
  input: z.output<typeof deleteOrganizationInput>,
): Promise<{ revokedAtSlack: number }> {
  const { organizationId } = input;
  const work = async (tx: Tx) => {
    await tx.$queryRaw`select 1 from "Organization" where "id" = ${organizationId}::uuid for update`;
    const { organization } = await requireOrganization(ctx, organizationId, "organization:delete", tx);
    if (input.confirmName.trim() !== organization.name) {
      throw invalid("confirmName", `Type ${organization.name}, the name as it is now.`);
    }
    const connections = await readTokens(tx, ctx, organizationId);
    const before = await consequencesOf(tx, organizationId);
    await deleteAll(tx, organizationId);
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "organization.deleted",
      target: { kind: "organization", id: organizationId, name: organization.name },
      before: { ...before, plan: organization.plan },
    });
    return connections;
  };
  const connections = await ctx.db.$transaction(work, { timeout: deletionTimeoutMs });
  const deadline = AbortSignal.timeout(revokeTimeoutMs);
  const revoked = (await revokeUnused(ctx, connections, deadline)) ?? [];
  return { revokedAtSlack: revoked.filter(Boolean).length };
}

async function consequencesOf(tx: Db | Tx, organizationId: string) {
  const inIt = { where: { organizationId } };
  // One after the other: a transaction has one connection.
  const members = await tx.organizationMember.count(inIt);
  const projects = await tx.project.count(inIt);
  const connections = await tx.workflowIntegration.count(inIt);
  const identities = await tx.machineIdentity.count(inIt);
  const waitingMessages = await tx.delivery.count({
    where: { state: { in: ["waiting", "sending"] }, destination: { project: { organizationId } } },
  });
  return { members, projects, connections, identities, waitingMessages };
}

/** The bot tokens, in clear, for revoking them later; one that cannot be read any more is left to Slack. */
async function readTokens(tx: Tx, ctx: Context, organizationId: string): Promise<HeldToken[]> {
  const select = { id: true, teamId: true, appId: true, botUserId: true, tokenEnc: true } as const;
  const connected = await tx.workflowIntegration.findMany({ where: { organizationId }, select });
  // A pasted token that nobody decided about is somebody's own and may serve elsewhere.
  const brought = await tx.pendingWorkspace.findMany({ where: { organizationId, source: "oauth" }, select });
  const tokens: HeldToken[] = [];
  for (const [table, rows] of [
    ["WorkflowIntegration", connected],
    ["PendingWorkspace", brought],
  ] as const) {
    for (const { id, tokenEnc, ...shared } of rows) {
      const token = await openBotToken(ctx, tx, { id, organizationId, tokenEnc }, table);
      if (token !== null) tokens.push({ ...shared, token });
    }
  }
  return tokens;
}

/** In the lock order of the pipeline (docs/adr/0003): projects, lanes, then the rest. */
async function deleteAll(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Project" where "organizationId" = ${organizationId}::uuid order by "id" for update`;
  const projects = await tx.project.findMany({ where: { organizationId }, select: { id: true } });
  const projectIds = projects.map((one) => one.id);
  const inProjects = { projectId: { in: projectIds } };
  const destinations = await tx.destination.findMany({ where: inProjects, select: { id: true } });
  await lockLanes(
    tx,
    destinations.map((one) => one.id),
  );
  // A custom role cannot go while somebody has it, and a cascade does not promise the order.
  await tx.projectMember.deleteMany({ where: inProjects });
  await tx.identityProjectMember.deleteMany({ where: inProjects });
  await tx.organization.delete({ where: { id: organizationId }, select: { id: true } });
  // These name their project without belonging to it. After the projects, so that no producer adds to them any more.
  await tx.outbox.deleteMany({ where: inProjects });
  await tx.event.deleteMany({ where: inProjects });
  await tx.slackConversation.deleteMany({ where: inProjects });
  await tx.slackOauthState.deleteMany({ where: { organizationId } });
}
