import type { Db, Tx } from "#server/db/client.ts";
import type { Runtime } from "#server/runtime.ts";

/** The Slack app that counts, with its secrets; it never leaves the server. */
export type SlackAppSettings = {
  source: "env" | "settings";
  clientId: string;
  clientSecret: string;
  signingSecret: string | null;
};

type SecretField = "clientSecretEnc" | "signingSecretEnc";

/** Where an app's secret is kept in the vault. */
export const slackAppPlace = (field: SecretField) => ({
  organizationId: null,
  table: "SlackApp",
  rowId: "1",
  field,
});

/** The app of the environment variables, else the one that was saved, else null: not configured. */
export async function readSlackApp(
  runtime: Runtime,
  tx: Db | Tx = runtime.db,
): Promise<SlackAppSettings | null> {
  const { slackClientId, slackClientSecret, slackSigningSecret } = runtime.env;
  if (slackClientId && slackClientSecret) {
    return {
      source: "env",
      clientId: slackClientId,
      clientSecret: slackClientSecret,
      signingSecret: slackSigningSecret ?? null,
    };
  }
  const row = await tx.slackApp.findUnique({
    where: { id: 1 },
    select: { clientId: true, clientSecretEnc: true, signingSecretEnc: true },
  });
  if (!row) return null;
  const open = (field: SecretField, bytes: Uint8Array) =>
    runtime.vault.decrypt(tx, slackAppPlace(field), bytes);
  return {
    source: "settings",
    clientId: row.clientId,
    clientSecret: await open("clientSecretEnc", row.clientSecretEnc),
    signingSecret: row.signingSecretEnc ? await open("signingSecretEnc", row.signingSecretEnc) : null,
  };
}

/** Whether Slack can tell us what happens: without a Signing Secret its requests are refused. */
export async function hasSigningSecret(runtime: Runtime): Promise<boolean> {
  const { slackClientId, slackClientSecret, slackSigningSecret } = runtime.env;
  if (slackClientId && slackClientSecret) return slackSigningSecret !== undefined;
  return (await runtime.db.slackApp.count({ where: { id: 1, signingSecretEnc: { not: null } } })) > 0;
}

/** Whether there is a Slack app, without opening its secrets. */
export async function hasSlackApp(runtime: Runtime): Promise<boolean> {
  if (runtime.env.slackClientId && runtime.env.slackClientSecret) return true;
  return (await runtime.db.slackApp.count({ where: { id: 1 } })) > 0;
}
