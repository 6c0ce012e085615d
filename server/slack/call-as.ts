import type { WebAPICallResult, WebClient } from "@slack/web-api";
import { openBotToken } from "#server/integrations/token-secrets.ts";
import type { Runtime } from "#server/runtime.ts";
import { callSlack, createSlackClient, type SlackFailure, type SlackResult } from "#server/slack/client.ts";

/** Whose token a call is made with. */
export type Caller = { id: string; organizationId: string; tokenEnc: Uint8Array };

/** What a call comes to whose token cannot be read any more: as if Slack had refused it. */
const unreadable: SlackFailure = {
  ok: false,
  kind: "platform",
  error: "token_unreadable",
  data: { error: "token_unreadable" },
};

/** Calls Slack with a connection's bot token, which is opened for this one call. */
export async function callAs<T extends WebAPICallResult>(
  runtime: Pick<Runtime, "vault" | "db" | "env">,
  connection: Caller,
  call: (client: WebClient) => Promise<T>,
): Promise<SlackResult<T>> {
  const token = await openBotToken(runtime, runtime.db, connection);
  if (token === null) return unreadable;
  const client = createSlackClient(runtime.env, token);
  return callSlack(() => call(client));
}
