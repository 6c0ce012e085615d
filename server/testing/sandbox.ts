import { z } from "zod";
import { createSandbox } from "../../e2e/slack-sandbox/sandbox.ts";

const message = z.object({
  ts: z.string(),
  channel: z.string(),
  text: z.string(),
  thread_ts: z.string().nullish(),
  blocks: z.array(z.unknown()),
  notified: z.array(z.string()),
});

/** A Slack sandbox in this process, with an app installed in its first workspace. */
export async function startTestSlack(now: () => number) {
  const sandbox = createSandbox({ now });
  await sandbox.start();
  const control = async (method: string, pathname: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${pathname}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const app = z
    .object({ clientId: z.string() })
    .parse(await control("POST", "apps", { name: "Bellwire", team: "T0ACME00001" }));
  const scopes = ["chat:write", "chat:write.public", "channels:read", "groups:read"];
  const install = z
    .object({ token: z.string() })
    .parse(await control("POST", "install", { clientId: app.clientId, teamId: "T0ACME00001", scopes }));
  return {
    url: sandbox.url,
    token: install.token,
    teamId: "T0ACME00001",
    settings: {
      SLACK_API_URL: `${sandbox.url}/api/`,
      SLACK_WEBHOOK_HOSTS: sandbox.url,
      EGRESS_ALLOW: new URL(sandbox.url).host,
    },
    control,
    fault: (fault: Record<string, unknown>) => control("POST", "faults", fault),
    async messages(channel: string) {
      const answer = await control("GET", `messages?channel=${channel}`);
      return z.object({ messages: z.array(message) }).parse(answer).messages;
    },
    stop: () => sandbox.stop(),
  };
}
