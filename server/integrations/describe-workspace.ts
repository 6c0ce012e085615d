import { z } from "zod";
import type { Env } from "#server/env.ts";
import { callSlack, createSlackClient, grantedScopes, type SlackFailure } from "#server/slack/client.ts";

const authTest = z.object({
  url: z.url(),
  team: z.string(),
  user: z.string(),
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string().optional(),
  app_id: z.string().optional(),
  is_enterprise_install: z.boolean().optional(),
});

/** What a token is, as Slack tells it. */
export type TokenFacts = {
  teamId: string;
  teamName: string;
  teamUrl: string;
  botUserId: string;
  botName: string;
  appId: string;
  scopes: string[];
  isBot: boolean;
  isEnterpriseInstall: boolean;
};

/** Asks Slack whose token this is (`auth.test`). */
export async function describeToken(
  env: Env,
  token: string,
  deadline?: AbortSignal,
): Promise<{ ok: true; facts: TokenFacts } | SlackFailure> {
  const client = createSlackClient(env, token, { timeout: 10_000, ...(deadline ? { deadline } : {}) });
  const result = await callSlack(() => client.auth.test());
  if (!result.ok) return result;
  const parsed = authTest.safeParse(result.data);
  if (!parsed.success) return { ok: false, kind: "not_json", body: "" };
  const told = parsed.data;
  return {
    ok: true,
    facts: {
      teamId: told.team_id,
      teamName: told.team,
      teamUrl: told.url.endsWith("/") ? told.url : `${told.url}/`,
      botUserId: told.user_id,
      botName: told.user,
      appId: told.app_id ?? "",
      scopes: grantedScopes(result.data),
      isBot: told.bot_id !== undefined,
      isEnterpriseInstall: told.is_enterprise_install ?? false,
    },
  };
}
