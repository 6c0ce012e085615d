import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireInstance } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, invalid } from "#server/errors.ts";
import { checkCredentials, requireRight } from "#server/slack/app/check-credentials.ts";
import { readSlackApp, slackAppPlace } from "#server/slack/app/read-slack-app.ts";

const secret = z.string().trim().max(200, "This is too long for a secret of a Slack app.");

export const saveSlackAppInput = z.object({
  clientId: z
    .string()
    .trim()
    .regex(
      /^\d{1,30}\.\d{1,30}$/,
      "A Client ID is two numbers with a dot between, such as 1234567890.9876543210.",
    ),
  /** Empty keeps the stored one. */
  clientSecret: secret.default(""),
  /** Empty keeps the stored one. */
  signingSecret: secret.default(""),
  removeSigningSecret: z.boolean().default(false),
});

/** Checks id and secret with Slack and keeps them, the secrets encrypted. What Slack refuses is not saved. */
export async function saveSlackApp(ctx: Context, raw: z.input<typeof saveSlackAppInput>): Promise<void> {
  const input = saveSlackAppInput.parse(raw);
  requireInstance(ctx, "slack-app:manage");
  const stored = await readSlackApp(ctx);
  if (stored?.source === "env") {
    throw conflict(
      "The Slack app comes from SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. Change them there and restart, or remove them to set the app up here.",
    );
  }
  const clientSecret = input.clientSecret || stored?.clientSecret;
  if (!clientSecret) throw invalid("clientSecret", "Enter the Client Secret of your Slack app.");
  requireRight(await checkCredentials(ctx.env, input.clientId, clientSecret));
  const signingSecret = input.removeSigningSecret
    ? null
    : input.signingSecret || stored?.signingSecret || null;

  await ctx.db.$transaction(async (tx) => {
    const data = {
      clientId: input.clientId,
      clientSecretEnc: await ctx.vault.encrypt(tx, slackAppPlace("clientSecretEnc"), clientSecret),
      signingSecretEnc: signingSecret
        ? await ctx.vault.encrypt(tx, slackAppPlace("signingSecretEnc"), signingSecret)
        : null,
      updatedById: requireUser(ctx).id,
      updatedAt: ctx.clock.now(),
    };
    await tx.slackApp.upsert({
      where: { id: 1 },
      create: { id: 1, ...data },
      update: data,
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "slack-app.saved",
      target: { kind: "slack-app", id: "1", name: input.clientId },
      ...(stored
        ? { before: { clientId: stored.clientId, signingSecret: Boolean(stored.signingSecret) } }
        : {}),
      after: { clientId: input.clientId, signingSecret: Boolean(signingSecret) },
    });
  });
}
