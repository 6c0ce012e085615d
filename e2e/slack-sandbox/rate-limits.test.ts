import { afterEach, beforeEach, expect, it } from "vitest";
import { type Opened, openSandbox, refusalOf, testClock } from "./testing.ts";

let open: Opened;
let clock: ReturnType<typeof testClock>;
beforeEach(async () => {
  clock = testClock();
  open = await openSandbox({ now: clock.now });
});
afterEach(() => open.sandbox.stop());

const limited = { code: "slack_webapi_rate_limited_error" };

it("lets a short burst into a channel, then one message a second, each channel by itself", async () => {
  const client = await open.installedClient();
  const post = (channel: string) => client.chat.postMessage({ channel, text: "x" });
  for (let i = 0; i < 5; i += 1) await post("general");
  expect(await refusalOf(post("general"))).toMatchObject({ ...limited, retryAfter: 1 });
  expect((await post("random")).ok).toBe(true);
  clock.advance(1000);
  expect((await post("C0ACMEGEN01")).ok).toBe(true);
  expect(await refusalOf(post("#general"))).toMatchObject(limited);
});

it("holds the whole workspace to a ceiling", async () => {
  const client = await open.installedClient();
  await open.control("settings", { rateLimits: { workspacePostsPerMinute: 2 } });
  for (const channel of ["general", "random"]) await client.chat.postMessage({ channel, text: "x" });
  expect(await refusalOf(client.chat.postMessage({ channel: "deploys", text: "x" }))).toMatchObject(limited);
});

it("counts the other methods by tier, and stops counting when switched off", async () => {
  const client = await open.installedClient();
  for (let i = 0; i < 20; i += 1) await client.conversations.list();
  const refused = await open.form("conversations.list", { token: client.token ?? "" });
  expect(refused.response.status).toBe(429);
  expect(refused.response.headers.get("retry-after")).toBe("60");
  expect(refused.response.headers.get("x-oauth-scopes")).toContain("chat:write");
  expect(refused.text).toBe('{"ok":false,"error":"ratelimited"}');
  await open.control("settings", { rateLimits: { enabled: false } });
  for (let i = 0; i < 25; i += 1) expect((await client.conversations.list()).ok).toBe(true);
});
