import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { type Opened, openSandbox, REDIRECT, testClock } from "./testing.ts";
import { WEBHOOK_ERRORS } from "./webhook-errors.ts";

const made = z.object({ id: z.string(), url: z.string(), channel: z.string() });

let open: Opened;
let hook: z.infer<typeof made>;
const clock = testClock();
beforeEach(async () => {
  open = await openSandbox({ now: clock.now });
  hook = made.parse(await open.control("webhooks", { channel: "general" }));
});
afterEach(() => open.sandbox.stop());

async function post(body: unknown, url = hook.url, type = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body: text });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
const answerTo = async (body: unknown, url = hook.url) => {
  const { status, text } = await post(body, url);
  return [status, text];
};

it("takes JSON and a form field, answers ok in text/html, and keeps the message", async () => {
  expect(hook.url).toMatch(/\/services\/T0ACME00001\/B0[A-Z0-9]{9}\/[A-Za-z0-9]{24}$/);
  const answer = await post({ text: "one", channel: "#random", username: "somebody", icon_emoji: ":x:" });
  expect([answer.status, answer.text]).toEqual([200, "ok"]);
  expect(answer.headers.get("content-type")).toBe("text/html");
  const form = new URLSearchParams({ payload: JSON.stringify({ text: "two" }) }).toString();
  expect((await post(form, hook.url, "application/x-www-form-urlencoded")).text).toBe("ok");
  expect(await open.messages("#general")).toMatchObject([
    { text: "one", username: null, webhookId: hook.id },
    { text: "two" },
  ]);
});

it("says what is wrong with a message", async () => {
  expect(await answerTo("{")).toEqual([400, "invalid_payload"]);
  expect(await answerTo({})).toEqual([400, "no_text"]);
  expect(await answerTo({ blocks: [{ type: "section" }] })).toEqual([400, "invalid_blocks"]);
  expect(await answerTo({ blocks: "[" })).toEqual([400, "invalid_blocks_format"]);
  const attachments = Array.from({ length: 101 }, () => ({ text: "x" }));
  await open.control("settings", { rateLimits: { enabled: false } });
  expect(await answerTo({ attachments })).toEqual([400, "too_many_attachments"]);
  await open.control("settings", { webhooks: { emptyMessage: "missing_text_or_fallback_or_attachments" } });
  expect(await answerTo({})).toEqual([400, "missing_text_or_fallback_or_attachments"]);
});

it("says what became of the place", async () => {
  const act = (action: Record<string, unknown>) => open.control("channels/C0ACMEGEN01", action);
  await act({ action: "restrict", error: "restricted_action" });
  expect(await answerTo({ text: "x" })).toEqual([403, "posting_to_general_channel_denied"]);
  await open.control("settings", { webhooks: { statuses: { posting_to_general_channel_denied: 400 } } });
  expect(await answerTo({ text: "x" })).toEqual([400, "posting_to_general_channel_denied"]);
  const other = made.parse(await open.control("webhooks", { channel: "random" }));
  await open.control("channels/random", { action: "restrict", error: "restricted_action" });
  expect(await answerTo({ text: "x" }, other.url)).toEqual([403, "action_prohibited"]);
  await act({ action: "archive" });
  expect(await answerTo({ text: "x" })).toEqual([410, "channel_is_archived"]);
  await act({ action: "delete" });
  expect(await answerTo({ text: "x" })).toEqual([404, "channel_not_found"]);
  const team = (action: string) => open.control("workspaces/Acme", { action });
  await team("disable");
  expect(await answerTo({ text: "x" })).toEqual([403, "team_disabled"]);
  await open.control("settings", { webhooks: { statuses: { team_disabled: 404 } } });
  expect(await answerTo({ text: "x" })).toEqual([404, "team_disabled"]);
});

it("says what became of the webhook, in both ways where sources disagree", async () => {
  const { url } = hook;
  const at = (path: string) => answerTo({ text: "x" }, `${open.url}/services/${path}`);
  expect(await at("T0NOBODY/B0NOBODY/x")).toEqual([404, "no_team"]);
  expect(await at("T0ACME00001")).toEqual([404, "no_service_id"]);
  expect(await at("T0ACME00001/B0NOBODY/x")).toEqual([404, "no_service"]);
  expect(await at(`T0ACME00001/${hook.id}/x`)).toEqual([403, "invalid_token"]);
  const statuses = { invalid_token: 400, no_team: 400, no_service_id: 400 };
  await open.control("settings", { webhooks: { statuses } });
  expect(await at(`T0ACME00001/${hook.id}/x`)).toEqual([400, "invalid_token"]);
  expect(await at("T0NOBODY/B0NOBODY/x")).toEqual([400, "no_team"]);
  expect(await open.control("settings", { webhooks: { statuses: { invalid_token: 418 } } })).toHaveProperty(
    "error",
  );
  const act = (action: string) => open.control(`webhooks/${hook.id}`, { action });
  await act("disable");
  expect(await answerTo({ text: "x" }, url)).toEqual([404, "no_active_hooks"]);
  await act("remove");
  expect(await answerTo({ text: "x" }, url)).toEqual([404, "no_service"]);
  await open.control("settings", { webhooks: { removed: "invalid_token" } });
  expect(await answerTo({ text: "x" }, url)).toEqual([400, "invalid_token"]);
  await act("enable");
  const { url: fresh } = made.parse(await act("rotate"));
  expect(await answerTo({ text: "x" }, url)).toEqual([400, "invalid_token"]);
  expect(await answerTo({ text: "x" }, fresh)).toEqual([200, "ok"]);
});

it.each(Object.entries(WEBHOOK_ERRORS))("answers %s when ordered", async (error, { status }) => {
  await open.control(`webhooks/${hook.id}`, { action: "fail", error });
  expect((await post({ text: "x" })).status).toBe(status);
  await open.control(`webhooks/${hook.id}`, { action: "fail" });
  await open.control("faults", { kind: "error", method: "webhook", error });
  expect((await post({ text: "x" })).status).toBe(status);
  expect(await answerTo({ text: "x" })).toEqual([200, "ok"]);
});

it("limits the rate in JSON with an underscore, sharing the channel's allowance", async () => {
  for (let i = 0; i < 5; i += 1) expect(await answerTo({ text: "x" })).toEqual([200, "ok"]);
  const { status, text, headers } = await post({ text: "x" });
  expect([status, text]).toEqual([429, '{"retry_after":1,"ok":false,"error":"rate_limited"}']);
  expect(headers.get("retry-after")).toBe("1");
  await open.control("faults", { kind: "rate_limited", method: "webhook", retryAfter: null });
  expect((await post({ text: "x" })).headers.get("retry-after")).toBeNull();
});

it("is troubled like the Web API: cut before or after the work, HTML, late", async () => {
  const fault = (kind: string, more = {}) => open.control("faults", { kind, method: "webhook", ...more });
  await fault("reset");
  await expect(post({ text: "x" })).rejects.toThrow();
  await fault("reset_after_store");
  await expect(post({ text: "x" })).rejects.toThrow();
  expect(await open.messages("#general")).toHaveLength(1);
  await fault("http_500_html", { channel: "#general" });
  expect((await post({ text: "x" })).text).toContain("Server Error");
  await fault("http_200_html");
  expect((await post({ text: "x" })).status).toBe(200);
  expect((await open.control("calls?method=webhook")).calls).toMatchObject([
    { status: null, fault: "reset" },
    { status: null, fault: "reset_after_store" },
    { status: 500, channel: "C0ACMEGEN01" },
    { status: 200, ok: false },
  ]);
});

it("comes anew with every installation that asks for it, under GovSlack's name if told so", async () => {
  const app = await open.createApp();
  const query = { client_id: app.clientId, scope: "chat:write,incoming-webhook", redirect_uri: REDIRECT };
  const connect = async () => {
    const { location } = await open.decide(query, { decision: "allow", channel_id: "C0ACMERND01" });
    const { body } = await open.form("oauth.v2.access", {
      client_id: app.clientId,
      client_secret: app.clientSecret,
      code: location?.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
    });
    const shape = z.object({ access_token: z.string(), incoming_webhook: z.object({ url: z.string() }) });
    return shape.parse(body);
  };
  const first = await connect();
  await open.control("settings", { hooksOrigin: "https://hooks.slack-gov.com" });
  const second = await connect();
  expect(second.access_token).toBe(first.access_token);
  expect(second.incoming_webhook.url).toMatch(/^https:\/\/hooks\.slack-gov\.com\/services\/T/);
  const { pathname } = new URL(second.incoming_webhook.url);
  expect(pathname).not.toBe(new URL(first.incoming_webhook.url).pathname);
  expect(await answerTo({ text: "x" }, first.incoming_webhook.url)).toEqual([200, "ok"]);
  expect(await answerTo({ text: "x" }, `${open.url}${pathname}`)).toEqual([200, "ok"]);
});
