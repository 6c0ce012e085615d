import { z } from "zod";
import type { Context } from "#server/context.ts";
import { comeBack, takeTurn } from "#server/delivery/pacing.ts";
import { findWorkspace } from "#server/slack/channels/find-workspace.ts";

export const refreshChannelsInput = z.object({ projectId: z.uuid(), integrationId: z.uuid() });

/** A list is fetched anew when somebody looks into it after this time. */
export const staleMs = 3_600_000;

/** Other organizations may use the workspace too, and share Slack's limit of listing its channels. */
const refreshPace = { intervalMs: 15_000, burst: 5 };

/** Has the channel list fetched anew in the background; a walk that is under way goes on. */
export async function refreshChannels(
  ctx: Context,
  input: z.infer<typeof refreshChannelsInput>,
): Promise<void> {
  const workspace = await findWorkspace(ctx, input);
  const now = ctx.clock.now();
  const key = `slack-relist:${workspace.appId}:${workspace.teamId}`;
  const turn = await takeTurn(ctx.db, [{ key, ...refreshPace }], now);
  if (!turn.allowed) throw comeBack(turn.at, now, "The channel list was refreshed often just now.");
  await askForChannels(ctx, workspace);
}

/** Makes the next page due now unless it is under way or Slack asked us to wait. */
export async function askForChannels(
  ctx: Pick<Context, "db" | "clock" | "kick">,
  workspace: { id: string; organizationId: string },
): Promise<void> {
  await ctx.db.workflowIntegration.updateMany({
    where: { id: workspace.id, organizationId: workspace.organizationId, channelsDueAt: null },
    data: { channelsDueAt: ctx.clock.now() },
  });
  ctx.kick.slackWatch();
}
