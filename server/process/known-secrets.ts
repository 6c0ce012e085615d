import type { Env } from "#server/env.ts";

/** What this process was told and must not tell: the values that its log takes out wherever they stand. */
export function secretsOf(env: Env, databaseUrl: string, keyText = env.encryptionKey ?? ""): string[] {
  const keys = keyText.split(/[\s,]+/).map((entry) => entry.replace(/^\d+:/, "").replace(/=+$/, ""));
  return [
    ...keys,
    ...passwordsOf(databaseUrl),
    ...passwordsOf(env.egressProxy),
    env.slackClientSecret,
    env.slackSigningSecret,
    env.oidc?.clientSecret,
    env.metricsToken,
    env.backupPassphrase,
  ].flatMap((one) => (one ? [one] : []));
}

function passwordsOf(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  return [safelyDecoded(password), password, searchParams.get("password") ?? ""];
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
