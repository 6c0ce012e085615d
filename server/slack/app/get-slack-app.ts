import { requireInstance } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { readHearing } from "#server/slack/app/hearing.ts";
import { createAppUrl, createManifest } from "#server/slack/app/manifest.ts";
import { hasSlackApp, readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { redirectOf } from "#server/slack/app/redirect.ts";

/** The instance's Slack app for its admins: everything but the secrets. */
export async function getSlackApp(ctx: Context) {
  requireInstance(ctx, "slack-app:manage");
  const [app, row, connections] = await Promise.all([
    readSlackApp(ctx),
    ctx.db.slackApp.findUnique({ where: { id: 1 }, select: { updatedAt: true, updatedById: true } }),
    ctx.db.workflowIntegration.count(),
  ]);
  const saved = app?.source === "settings" ? row : null;
  const by = saved
    ? await ctx.db.user.findUnique({ where: { id: saved.updatedById }, select: { name: true } })
    : null;
  return {
    app: app && {
      source: app.source,
      clientId: app.clientId,
      hasSigningSecret: app.signingSecret !== null,
      savedAt: saved?.updatedAt ?? null,
      savedBy: by?.name ?? null,
    },
    manifest: JSON.stringify(createManifest(ctx.env), null, 2),
    createAppUrl: createAppUrl(ctx.env),
    redirect: redirectOf(ctx.env),
    hearing: await readHearing(ctx),
    appPageUrl: await appPageOf(ctx),
    /** Workspaces connected anywhere in the instance; removing the app leaves them as they are. */
    connections,
  };
}

/** For every signed-in person: whether workspaces can be connected by consent, and whether they may set the app up. */
export async function getAvailability(ctx: Context) {
  const user = requireUser(ctx);
  return {
    configured: await hasSlackApp(ctx),
    redirectAccepted: redirectOf(ctx.env).accepted,
    maySetUp: user.isInstanceAdmin,
    appPageUrl: await appPageOf(ctx),
  };
}

/** The app's page at Slack, once a workspace told its id; until then the list of apps. */
async function appPageOf({ db, env }: Context): Promise<string> {
  const newest = await db.workflowIntegration.findFirst({
    where: { source: "oauth", appId: { not: "" } },
    select: { appId: true },
    orderBy: { tokenStoredAt: { sort: "desc", nulls: "last" } },
  });
  return newest
    ? `${env.slackAppsUrl.replace(/\/$/, "")}/${encodeURIComponent(newest.appId)}`
    : env.slackAppsUrl;
}
