import { recordAudit } from "#server/audit/record-audit.ts";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { conflict, notFound } from "#server/errors.ts";

/** Forgets the saved app. Connected workspaces keep their tokens and go on; none can be connected by consent any more. */
export async function removeSlackApp(ctx: Context): Promise<void> {
  requireInstance(ctx, "slack-app:manage");
  if (ctx.env.slackClientId) {
    throw conflict("The Slack app comes from SLACK_CLIENT_ID. Remove that variable and restart.");
  }
  await ctx.db.$transaction(async (tx) => {
    const app = await tx.slackApp.findUnique({ where: { id: 1 }, select: { clientId: true } });
    if (!app) throw notFound("Slack app");
    await tx.slackApp.delete({ where: { id: 1 }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "slack-app.removed",
      target: { kind: "slack-app", id: "1", name: app.clientId },
      before: { clientId: app.clientId },
    });
  });
}
