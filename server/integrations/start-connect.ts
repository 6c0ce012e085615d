import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { requireEntitlement } from "#server/authz/entitlements.ts";
import { type Context, requireUser } from "#server/context.ts";
import { AppError, conflict, notFound } from "#server/errors.ts";
import { randomToken } from "#server/ids.ts";
import { aliasSchema, descriptionSchema, requireFreeAlias } from "#server/integrations/alias.ts";
import { paceConnects } from "#server/integrations/pace-connects.ts";
import { recordRefusedConnect } from "#server/integrations/record-refused-connect.ts";
import { returnToSchema } from "#server/integrations/return-to.ts";
import { type SlackAppSettings, readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { redirectOf } from "#server/slack/app/redirect.ts";
import { callbackBucketPrefix } from "#server/slack/oauth/callback-bucket.ts";
import { createInstallProvider } from "#server/slack/oauth/install-provider.ts";
import { hashOf, signState } from "#server/slack/oauth/signed-state.ts";
import { botScopeNames } from "#server/slack/scopes.ts";

const anywhere = { organizationId: z.uuid(), returnTo: returnToSchema.default("integrations") };
export const startConnectInput = z.union([
  z.object({ ...anywhere, integrationId: z.uuid() }),
  /** Without an alias the workspace is known by its name. */
  z.object({ ...anywhere, alias: aliasSchema.optional(), description: descriptionSchema }),
]);

/** How long a person may take at Slack. */
const stateLifeMs = 10 * 60_000;
/** How long a finished state is kept to recognise its replay. */
const stateMemoryMs = 24 * 3_600_000;

/** Where to send the browser, and the secret to leave in it as a cookie. */
export type StartedConnect = { url: string; browserSecret: string };

/** Starts connecting a workspace by consent at Slack; with `integrationId`, reconnecting that one in place. */
export async function startConnect(
  ctx: Context,
  raw: z.input<typeof startConnectInput>,
): Promise<StartedConnect> {
  const user = requireUser(ctx);
  const input = startConnectInput.parse(raw);
  const { organizationId, returnTo } = input;
  await paceConnects(ctx);
  await requireMayConnect(ctx, input);
  const app = await requireConsentPossible(ctx);
  const wanted =
    "integrationId" in input
      ? await ofIntegration(ctx, organizationId, input.integrationId)
      : { alias: input.alias ?? "", description: input.description, integrationId: null, teamId: null };
  if (!wanted.integrationId && wanted.alias)
    await requireFreeAlias(ctx.db, { organizationId, alias: wanted.alias });

  const now = ctx.clock.now();
  const state = signState(ctx.keyRing);
  const browserSecret = randomToken();
  const redirectUri = redirectOf(ctx.env).url;
  await forgetOld(ctx, now);
  await ctx.db.slackOauthState.create({
    data: {
      stateHash: hashOf(state),
      organizationId,
      userId: user.id,
      browserHash: hashOf(browserSecret),
      alias: wanted.alias,
      description: wanted.description,
      integrationId: wanted.integrationId,
      redirectUri,
      returnTo,
      createdAt: now,
      expiresAt: new Date(now.getTime() + stateLifeMs),
    },
    select: { stateHash: true },
  });
  const provider = createInstallProvider(ctx.env, { app, stateStore: madeElsewhere });
  const url = await provider.generateInstallUrl(
    { scopes: [...botScopeNames], redirectUri, ...(wanted.teamId ? { teamId: wanted.teamId } : {}) },
    true,
    state,
  );
  return { url, browserSecret };
}

async function requireMayConnect(ctx: Context, input: z.output<typeof startConnectInput>): Promise<void> {
  const { organizationId } = input;
  try {
    const { organization } = await requireOrganization(ctx, organizationId, "integration:connect");
    requireEntitlement(organization.plan, "slack");
  } catch (error) {
    const integrationId = "integrationId" in input ? input.integrationId : null;
    const alias = "alias" in input ? (input.alias ?? null) : null;
    const refused = { organizationId, integrationId, alias, via: "consent" } as const;
    await recordRefusedConnect(ctx, refused, error, "start");
    throw error;
  }
}

/** The Slack app, if workspaces can be connected by consent here; else the refusal says what can be done. */
async function requireConsentPossible(ctx: Context): Promise<SlackAppSettings> {
  const app = await readSlackApp(ctx);
  if (!app) {
    throw conflict(
      "This instance has no Slack app yet. An instance admin has to set it up first; a bot token can be pasted without it.",
    );
  }
  if (!redirectOf(ctx.env).accepted) {
    throw new AppError(
      "conflict",
      "Slack sends people back only to https, and this instance is on http. Paste a bot token instead, or set APP_URL to an https address.",
    );
  }
  return app;
}

/** Removes states past recognising, and rate buckets of addresses that have long been quiet. */
async function forgetOld(ctx: Context, now: Date): Promise<void> {
  const before = new Date(now.getTime() - stateMemoryMs);
  await ctx.db.slackOauthState.deleteMany({ where: { expiresAt: { lt: before } } });
  await ctx.db.paceBucket.deleteMany({
    where: { key: { startsWith: callbackBucketPrefix }, nextAt: { lt: before } },
  });
}

async function ofIntegration(ctx: Context, organizationId: string, integrationId: string) {
  const integration = await ctx.db.workflowIntegration.findFirst({
    where: { id: integrationId, organizationId },
    select: { alias: true, description: true, teamId: true },
  });
  if (!integration) throw notFound("integration");
  return { ...integration, integrationId };
}

// The state is written above, before the address exists; the provider never makes one of its own.
const madeElsewhere = {
  generateStateParam: () => Promise.reject(new Error("The state is made by startConnect.")),
  verifyStateParam: () => Promise.reject(new Error("The state is checked in the callback.")),
};
