import { afterEach, expect, it } from "vitest";
import { ACME, type Opened, openSandbox, refusalOf } from "../testing.ts";

let open: Opened;
afterEach(() => open.sandbox.stop());

it("gives the recorded answers to an unknown method, no token and a token never issued", async () => {
  open = await openSandbox();
  const bearer = { authorization: "Bearer xoxb-never" };
  const recorded = [
    {
      method: "foo.bar",
      headers: {},
      error: "unknown_method",
      text: '{"ok":false,"error":"unknown_method","req_method":"foo.bar"}',
    },
    { method: "auth.test", headers: {}, error: "not_authed", text: '{"ok":false,"error":"not_authed"}' },
    {
      method: "chat.postMessage",
      headers: bearer,
      error: "invalid_auth",
      text: '{"ok":false,"error":"invalid_auth"}',
    },
  ];
  for (const one of recorded) {
    const { response, text } = await open.form(one.method, {}, one.headers);
    expect(text).toBe(one.text);
    expect(response.status).toBe(200);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "private, no-cache, no-store, must-revalidate",
      pragma: "no-cache",
      vary: "Accept-Encoding",
      "access-control-expose-headers": "x-slack-req-id, retry-after",
      "x-slack-failure": one.error,
    });
    expect(headers["x-slack-req-id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(headers["x-slack-unique-id"]).toBeTruthy();
    expect(headers["x-accepted-oauth-scopes"]).toBe(
      one.method === "chat.postMessage" ? "chat:write:bot" : undefined,
    );
  }
});

it("escapes slashes and everything outside ASCII, and names the granted scopes", async () => {
  open = await openSandbox();
  const app = await open.createApp();
  const token = await open.install(app.clientId, ["chat:write", "chat:write.public"]);
  const { response, text } = await open.form("chat.postMessage", { token, channel: "general", text: "é/ü" });
  expect(text).toContain('"text":"\\u00e9\\/\\u00fc"');
  expect(response.headers.get("x-oauth-scopes")).toBe("chat:write,chat:write.public");
});

it("warns of a missing charset in JSON and of a needless one in forms, also next to errors", async () => {
  open = await openSandbox();
  const post = async (type: string, body: string) =>
    (
      await fetch(`${open.url}/api/chat.postMessage`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      })
    ).json();
  expect(await post("application/json", "{}")).toEqual({
    ok: false,
    error: "not_authed",
    warning: "missing_charset",
    response_metadata: { warnings: ["missing_charset"] },
  });
  expect(await post("application/json; charset=utf-8", "{}")).toEqual({ ok: false, error: "not_authed" });
  expect(await post("application/x-www-form-urlencoded; charset=utf-8", "a=b")).toMatchObject({
    warning: "superfluous_charset",
  });
});

it("takes JSON for posting, a query for reading, and no JSON for reading", async () => {
  open = await openSandbox();
  const app = await open.createApp();
  const token = await open.install(app.clientId, ["chat:write", "chat:write.public", "channels:read"]);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" };
  const call = async (path: string, init: RequestInit) =>
    (await fetch(`${open.url}/api/${path}`, init)).json();
  const body = JSON.stringify({ channel: "C0ACMEGEN01", text: "hello" });
  expect(await call("chat.postMessage", { method: "POST", headers, body })).toMatchObject({ ok: true });
  expect(await call("conversations.info?channel=C0ACMEGEN01", { headers })).toMatchObject({ ok: true });
  expect(await call("conversations.info", { method: "POST", headers, body })).toMatchObject({
    error: "invalid_arguments",
  });
});

it("says who a token is, and what became of a revoked or uninstalled one", async () => {
  open = await openSandbox();
  const client = await open.installedClient();
  const who = await client.auth.test();
  expect(who).toMatchObject({ team: "Acme", team_id: ACME });
  expect(who.url).toMatch(/\/$/);
  await open.control("revoke", { teamId: ACME });
  expect((await refusalOf(client.auth.test())).error).toBe("account_inactive");
  const second = await open.installedClient();
  expect(await second.auth.revoke()).toMatchObject({ revoked: true });
  expect((await refusalOf(second.auth.test())).error).toBe("token_revoked");
});

it("logs every call without its token", async () => {
  open = await openSandbox();
  const client = await open.installedClient();
  await client.chat.postMessage({ channel: "general", text: "x" });
  const log = await open.control("calls?method=chat.postMessage");
  expect(log.calls).toMatchObject([{ status: 200, ok: true, error: null, channel: "general", team: ACME }]);
  expect(JSON.stringify(log)).not.toContain("xoxb-");
});
