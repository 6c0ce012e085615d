import { WebClient } from "@slack/web-api";
import { z } from "zod";
import { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";

/** The seeded workspaces. */
export const ACME = "T0ACME00001";
export const GLOBEX = "T0GLOBEX001";
/** A redirect URL every test app has configured. */
export const REDIRECT = "https://app.example.com/slack/callback";

const ALL_SCOPES = [
  "chat:write",
  "chat:write.public",
  "channels:read",
  "channels:join",
  "groups:read",
  "incoming-webhook",
];

/** A clock a test moves by hand. */
export function testClock(start = Date.parse("2026-11-21T09:00:00Z")) {
  let at = start;
  return {
    now: () => at,
    advance: (ms: number) => {
      at += ms;
    },
  };
}

/** A running sandbox with ways to talk to it. */
export async function openSandbox(options: SandboxOptions = {}) {
  const sandbox: Sandbox = createSandbox({ port: 0, ...options });
  await sandbox.start();
  const { url } = sandbox;

  async function control(path: string, body?: unknown, method = body === undefined ? "GET" : "POST") {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/_sandbox/${path}`, init);
    return z.record(z.string(), z.unknown()).parse(await response.json());
  }

  async function createApp(scopes: string[] = ALL_SCOPES, redirectUrls: string[] = [REDIRECT]) {
    const answer = await control("apps", { name: "Bellwire", scopes, redirectUrls });
    return z
      .object({
        appId: z.string(),
        clientId: z.string(),
        clientSecret: z.string(),
        signingSecret: z.string(),
      })
      .parse(answer);
  }

  async function install(clientId: string, scopes: string[], teamId = ACME): Promise<string> {
    const answer = await control("install", { clientId, teamId, scopes });
    return z.object({ token: z.string() }).parse(answer).token;
  }

  const client = (token: string) =>
    new WebClient(token, {
      slackApiUrl: `${url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });

  async function installedClient(scopes: string[] = ["chat:write", "chat:write.public", "channels:read"]) {
    const app = await createApp();
    return client(await install(app.clientId, scopes));
  }

  async function messages(channel: string) {
    const answer = await control(`messages?channel=${encodeURIComponent(channel)}`);
    return z
      .object({
        messages: z.array(z.looseObject({ ts: z.string(), text: z.string(), notified: z.array(z.string()) })),
      })
      .parse(answer).messages;
  }

  /** Presses a button of the consent page; answers where the browser is sent, or the page. */
  async function decide(query: Record<string, string>, form: Record<string, string>) {
    const response = await fetch(`${url}/oauth/v2/authorize?${new URLSearchParams(query)}`, {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
    });
    const location = response.headers.get("location");
    return { location: location === null ? null : new URL(location), page: await response.text() };
  }

  async function form(method: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/api/${method}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    });
    const text = await response.text();
    return { response, text, body: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  }

  return { sandbox, url, control, createApp, install, client, installedClient, messages, decide, form };
}

/** The test's view of a sandbox. */
export type Opened = Awaited<ReturnType<typeof openSandbox>>;

/** What a Web API call failed with: the body of a refusal, or the kind of the failure. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const shape = z.looseObject({
    code: z.string().optional(),
    data: z.record(z.string(), z.unknown()).optional(),
  });
  try {
    await call;
  } catch (problem) {
    const { code, data, retryAfter } = shape.parse(problem);
    return data ?? { code, retryAfter };
  }
  throw new Error("The call succeeded, and should have been refused.");
}
