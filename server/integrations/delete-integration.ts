import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { markDestinationsBroken } from "#server/destinations/mark-broken.ts";
import { notFound } from "#server/errors.ts";
import { revokeIfUnused } from "#server/integrations/revoke-token.ts";

export const deleteIntegrationInput = z.object({ organizationId: z.uuid(), integrationId: z.uuid() });

/** What a deletion did; `revoked` tells whether the token is dead at Slack too. */
export type DeletedIntegration = { destinations: number; revoked: boolean };

/**
 * Removes a connection: its destinations park and keep what waits for them, until another channel is chosen. The token
 * is revoked at Slack after the commit, best effort, when no other connection of the instance shares it.
 */
export async function deleteIntegration(
  ctx: Context,
  input: z.infer<typeof deleteIntegrationInput>,
): Promise<DeletedIntegration> {
  const { organizationId, integrationId } = input;
  const removed = await ctx.db.$transaction(async (tx) => {
    await requireOrganization(ctx, organizationId, "integration:manage", tx);
    const row = await tx.workflowIntegration.findFirst({
      where: { id: integrationId, organizationId },
      select: {
        alias: true,
        teamId: true,
        teamName: true,
        tokenEnc: true,
        destinations: { where: { deletedAt: null }, select: { id: true } },
      },
    });
    if (!row) throw notFound("integration");
    const place = { organizationId, table: "WorkflowIntegration", rowId: integrationId, field: "tokenEnc" };
    const token = await ctx.vault.decrypt(tx, place, row.tokenEnc);
    await lockLanes(
      tx,
      row.destinations.map((one) => one.id),
    );
    await markDestinationsBroken(
      tx,
      row.destinations.map((one) => one.id),
      {
        code: "connection_removed",
        detail: `The integration ${row.alias} was deleted. Messages wait here. Choose another channel.`,
        at: ctx.clock.now(),
      },
    );
    await tx.workflowIntegration.delete({
      where: { id: integrationId, organizationId },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "slack.uninstalled",
      target: { kind: "workflow-integration", id: integrationId, name: row.alias },
      before: { teamId: row.teamId, teamName: row.teamName, destinations: row.destinations.length },
    });
    return { teamId: row.teamId, token, destinations: row.destinations.length };
  });
  const revoked = await revokeIfUnused(ctx, removed);
  return { destinations: removed.destinations, revoked };
}
