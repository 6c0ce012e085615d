import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { lockLanes } from "#server/delivery/lanes.ts";
import { markDestinationsBroken } from "#server/destinations/mark-broken.ts";
import { notFound } from "#server/errors.ts";
import { revokeIfUnused } from "#server/integrations/revoke-token.ts";
import { openBotToken } from "#server/integrations/token-secrets.ts";

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
        appId: true,
        botUserId: true,
        tokenEnc: true,
        destinations: { where: { deletedAt: null }, select: { id: true } },
      },
    });
    if (!row) throw notFound("integration");
    const { tokenEnc, teamId, appId, botUserId } = row;
    // One that cannot be read any more is left to Slack: what is removed here is removed.
    const token = await openBotToken(ctx, tx, { id: integrationId, organizationId, tokenEnc });
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
    // What was brought for it has nothing left to be decided about; its token goes as after the time to decide.
    await tx.pendingWorkspace.updateMany({
      where: { organizationId, integrationId },
      data: { expiresAt: ctx.clock.now() },
    });
    await recordAudit(tx, ctx, {
      organizationId,
      action: "slack.uninstalled",
      target: { kind: "workflow-integration", id: integrationId, name: row.alias },
      before: { teamId: row.teamId, teamName: row.teamName, destinations: row.destinations.length },
    });
    return { held: { teamId, appId, botUserId, token }, destinations: row.destinations.length };
  });
  ctx.kick.sequencer();
  ctx.kick.slackWatch();
  const { token, ...shared } = removed.held;
  const revoked = token !== null && (await revokeIfUnused(ctx, { ...shared, token }));
  return { destinations: removed.destinations, revoked };
}
