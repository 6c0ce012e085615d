import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { parseEnv } from "#server/env.ts";
import { callSlack, createSlackClient, grantedScopes } from "#server/slack/client.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function clientOf(listener: RequestListener, options: { timeout?: number } = {}) {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const env = parseEnv({ NODE_ENV: "test", SLACK_API_URL: `http://127.0.0.1:${port}/api/` });
  return createSlackClient(env, "xoxb-1", options);
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(body);
  };

test("a success carries its data and the granted scopes", async () => {
  const client = await clientOf(
    answer(200, '{"ok":true,"user":"bellwire"}', { "x-oauth-scopes": "chat:write, groups:read" }),
  );
  const result = await callSlack(() => client.auth.test());
  expect(result).toMatchObject({ ok: true, data: { user: "bellwire" } });
  if (result.ok) expect(grantedScopes(result.data)).toEqual(["chat:write", "groups:read"]);
});

test("a refusal of Slack's carries its code and what it needs", async () => {
  const client = await clientOf(answer(200, '{"ok":false,"error":"missing_scope","needed":"groups:read"}'));
  const result = await callSlack(() => client.auth.test());
  expect(result).toMatchObject({
    ok: false,
    kind: "platform",
    error: "missing_scope",
    data: { needed: "groups:read" },
  });
});

test.each([
  ["30", 30_000],
  [undefined, 30_000],
  ["soon", 30_000],
  ["0", 0],
  ["86400", 86_400_000],
])("a 429 with Retry-After %s asks once and waits", async (retryAfter, wait) => {
  let calls = 0;
  const client = await clientOf((request, response) => {
    calls += 1;
    answer(429, "", retryAfter === undefined ? {} : { "retry-after": retryAfter })(request, response);
  });
  const result = await callSlack(() => client.auth.test());
  expect(result).toEqual({ ok: false, kind: "rate_limited", retryAfterMs: wait });
  expect(calls).toBe(1);
});

test("a server error is not tried again here, and its body is cut", async () => {
  let calls = 0;
  const client = await clientOf((request, response) => {
    calls += 1;
    answer(503, `<html>${"x".repeat(5_000)}</html>`, { "content-type": "text/html" })(request, response);
  });
  const result = await callSlack(() => client.auth.test());
  expect(result).toMatchObject({ ok: false, kind: "http", status: 503 });
  if (!result.ok && result.kind === "http") expect(result.body).toHaveLength(500);
  expect(calls).toBe(1);
});

test.each(["<html>proxy</html>", "", "[]", "null", '"ok"', '{"hello":1}'])(
  "a 200 with %j is no answer",
  async (body) => {
    const client = await clientOf(answer(200, body));
    const result = await callSlack(() => client.auth.test());
    expect(result).toMatchObject({ ok: false, kind: "not_json" });
  },
);

test("a server that does not answer is a timeout", async () => {
  const client = await clientOf(() => {}, { timeout: 50 });
  expect(await callSlack(() => client.auth.test())).toEqual({ ok: false, kind: "timeout" });
});

test("an answer that stops in the middle is a timeout too", async () => {
  const client = await clientOf(
    (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"ok":');
    },
    { timeout: 80 },
  );
  expect(await callSlack(() => client.auth.test())).toEqual({ ok: false, kind: "timeout" });
});

test("a connection that is cut may have brought the request there", async () => {
  const client = await clientOf((request) => request.socket.destroy());
  expect(await callSlack(() => client.auth.test())).toMatchObject({
    ok: false,
    kind: "network",
    refused: false,
  });
});

test("a redirect is not followed", async () => {
  const client = await clientOf(answer(302, "", { location: "http://127.0.0.1:1/" }));
  expect(await callSlack(() => client.auth.test())).toMatchObject({
    ok: false,
    kind: "network",
    refused: false,
  });
});

test("where nobody listens, nothing was written", async () => {
  const client = await clientOf(() => {});
  server?.close();
  const result = await callSlack(() => client.auth.test());
  expect(result).toEqual({ ok: false, kind: "network", refused: true, message: "ECONNREFUSED" });
});

test("a name that does not resolve means that nothing was written", async () => {
  const env = parseEnv({ NODE_ENV: "test", SLACK_API_URL: "https://slack.invalid/api/" });
  const client = createSlackClient(env, "xoxb-1", { timeout: 5_000 });
  expect(await callSlack(() => client.auth.test())).toMatchObject({ kind: "network", refused: true });
});

test("clients made one after the other send their own tokens", async () => {
  const seen: (string | undefined)[] = [];
  await clientOf((request, response) => {
    seen.push(request.headers.authorization);
    answer(200, '{"ok":true}')(request, response);
  });
  const address = server?.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const env = parseEnv({ NODE_ENV: "test", SLACK_API_URL: `http://127.0.0.1:${port}/api/` });
  const clients = ["xoxb-a", "xoxb-b"].map((token) => createSlackClient(env, token));
  for (const client of clients) await callSlack(() => client.auth.test());
  expect(seen).toEqual(["Bearer xoxb-a", "Bearer xoxb-b"]);
});
