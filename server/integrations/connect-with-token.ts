import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { requireEntitlement } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import { AppError, invalid, notFound } from "#server/errors.ts";
import { aliasSchema, descriptionSchema, requireFreeAlias } from "#server/integrations/alias.ts";
import { beginConnecting } from "#server/integrations/connect-lock.ts";
import { toAppError } from "#server/integrations/connect-refusal.ts";
import { describeToken, type TokenFacts } from "#server/integrations/describe-workspace.ts";
import { keepOrAsk } from "#server/integrations/keep-or-ask.ts";
import { paceConnects } from "#server/integrations/pace-connects.ts";
import { recordRefusedConnect } from "#server/integrations/record-refused-connect.ts";
import type { StoredConnection } from "#server/integrations/store-integration.ts";
import type { SlackFailure } from "#server/slack/client.ts";

const token = z
  .string()
  .trim()
  .max(500, "This is too long for a token of Slack.")
  .regex(/^[\x21-\x7e]+$/, "Paste the Bot User OAuth Token; it begins with xoxb-.");

export const connectWithTokenInput = z.union([
  z.object({ organizationId: z.uuid(), token, integrationId: z.uuid() }),
  z.object({ organizationId: z.uuid(), token, alias: aliasSchema, description: descriptionSchema }),
]);

/**
 * Connects a workspace with a pasted bot token, or reconnects an integration with one. Slack is asked first whose
 * token it is; the rules are those of connecting by consent.
 */
export async function connectWithToken(
  ctx: Context,
  raw: z.input<typeof connectWithTokenInput>,
): Promise<StoredConnection> {
  const input = connectWithTokenInput.parse(raw);
  await paceConnects(ctx);
  try {
    return await connect(ctx, input);
  } catch (error) {
    const integrationId = "integrationId" in input ? input.integrationId : null;
    const alias = "alias" in input ? input.alias : null;
    const refused = { organizationId: input.organizationId, integrationId, alias, via: "token" } as const;
    await recordRefusedConnect(ctx, refused, error, "start");
    throw toAppError(error);
  }
}

async function connect(
  ctx: Context,
  input: z.output<typeof connectWithTokenInput>,
): Promise<StoredConnection> {
  const { organizationId } = input;
  const { organization } = await requireOrganization(ctx, organizationId, "integration:connect");
  requireEntitlement(organization.plan, "slack");
  const wanted =
    "alias" in input
      ? { organizationId, alias: input.alias, description: input.description, integrationId: null }
      : { organizationId, alias: "", description: "", integrationId: input.integrationId };
  if ("alias" in input) await requireFreeAlias(ctx.db, { organizationId, alias: input.alias });
  else await requireIntegration(ctx, organizationId, input.integrationId);
  requireBotToken(input.token);
  const endConnecting = await beginConnecting(ctx);
  try {
    const described = await describeToken(ctx.env, input.token);
    if (!described.ok) throw refusalOf(described);
    const { isBot, isEnterpriseInstall, ...facts } = requireWorkspaceBot(described.facts);
    const secrets = { token: input.token, refreshToken: null, expiresAt: null };
    return await keepOrAsk(ctx, wanted, { ...facts, source: "token", ...secrets });
  } finally {
    await endConnecting();
  }
}

async function requireIntegration(
  ctx: Context,
  organizationId: string,
  integrationId: string,
): Promise<void> {
  const found = await ctx.db.workflowIntegration.count({ where: { id: integrationId, organizationId } });
  if (found === 0) throw notFound("integration");
}

function requireBotToken(value: string): void {
  if (value.startsWith("xoxb-")) return;
  if (value.startsWith("xoxe")) {
    throw invalid(
      "token",
      "This token expires within hours: token rotation is on for the Slack app. Create the app from the manifest, where it is off.",
    );
  }
  throw invalid(
    "token",
    "This is not a bot token. Copy the Bot User OAuth Token from OAuth & Permissions of your Slack app; it begins with xoxb-.",
  );
}

function requireWorkspaceBot(facts: TokenFacts): TokenFacts {
  if (facts.isEnterpriseInstall) {
    throw invalid(
      "token",
      "This token belongs to a whole Enterprise organization. Install the app in one workspace and paste that token.",
    );
  }
  if (!facts.isBot) {
    throw invalid(
      "token",
      "Slack says this token belongs to a person. Paste the Bot User OAuth Token instead.",
    );
  }
  return facts;
}

const deadTokens: Readonly<Record<string, string>> = {
  invalid_auth: "Slack does not know this token. Copy the whole Bot User OAuth Token again.",
  not_authed: "Slack does not know this token. Copy the whole Bot User OAuth Token again.",
  token_revoked: "Slack says this token was revoked. Install the app again and copy the new token.",
  token_expired: "Slack says this token has expired. Install the app again and copy the new token.",
  account_inactive:
    "Slack says the app was removed from the workspace. Install it again and copy the new token.",
};

function refusalOf(failure: SlackFailure): AppError {
  if (failure.kind === "platform") {
    const { error } = failure;
    const sentence = Object.hasOwn(deadTokens, error) ? deadTokens[error] : undefined;
    return invalid("token", sentence ?? `Slack does not accept this token (${error}).`);
  }
  if (failure.kind === "rate_limited") {
    return new AppError(
      "unavailable",
      "Slack asks us to slow down. Nothing was saved. Try again in a minute.",
    );
  }
  const why = failure.kind === "timeout" ? "did not answer in time" : "cannot be reached";
  return new AppError(
    "unavailable",
    `Slack ${why}, so the token could not be checked. Nothing was saved. Try again.`,
  );
}
