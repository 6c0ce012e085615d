import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { activeIntegrationId } from "#server/integrations/integration-view.ts";
import { hasSlackApp } from "#server/slack/app/read-slack-app.ts";

export const slackStatusInput = z.object({ organizationId: z.uuid() });

/** How an organization stands with Slack, as programs ask for it; in snake case, as the status always was. */
export type SlackStatus =
  | { installed: true; team_id: string; team_name: string; scopes: string[]; created_at: Date }
  | { installed: false; available?: false };

/**
 * Whether an organization's active workspace is connected and works. `available: false` means that nothing can be
 * connected by consent here, for the instance has no Slack app, and that no bot token was pasted either.
 */
export async function slackStatus(
  ctx: Context,
  input: z.output<typeof slackStatusInput>,
): Promise<SlackStatus> {
  await requireOrganization(ctx, input.organizationId, "integration:read");
  const rows = await ctx.db.workflowIntegration.findMany({
    where: { organizationId: input.organizationId },
    select: {
      id: true,
      teamId: true,
      teamName: true,
      scopes: true,
      brokenCode: true,
      connectedAs: true,
      connectedAt: true,
    },
  });
  const activeId = activeIntegrationId(rows);
  const active = rows.find((row) => row.id === activeId);
  if (active && !active.brokenCode) {
    const { teamId: team_id, teamName: team_name, scopes, connectedAt: created_at } = active;
    return { installed: true, team_id, team_name, scopes, created_at };
  }
  if (rows.length > 0 || (await hasSlackApp(ctx))) return { installed: false };
  return { installed: false, available: false };
}
