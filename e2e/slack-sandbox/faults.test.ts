import { afterEach, beforeEach, expect, it } from "vitest";
import { type Opened, openSandbox, refusalOf, testClock } from "./testing.ts";

let open: Opened;
const clock = testClock();
beforeEach(async () => {
  open = await openSandbox({ now: clock.now });
});
afterEach(() => open.sandbox.stop());

async function poster() {
  const client = await open.installedClient();
  return (channel = "general") => client.chat.postMessage({ channel, text: "x" });
}

it("answers an ordered error for one channel, as often as ordered", async () => {
  const post = await poster();
  const fault = {
    method: "chat.postMessage",
    channel: "#general",
    kind: "error",
    error: "is_archived",
    fields: { a: 1 },
  };
  await open.control("faults", { ...fault, times: 2, skip: 1 });
  expect((await post()).ok).toBe(true);
  expect((await post("random")).ok).toBe(true);
  expect(await refusalOf(post("C0ACMEGEN01"))).toMatchObject({ error: "is_archived", a: 1 });
  expect((await refusalOf(post())).error).toBe("is_archived");
  expect((await post()).ok).toBe(true);
  expect((await open.control("faults")).faults).toEqual([]);
});

it("limits the rate with and without the header", async () => {
  const post = await poster();
  await open.control("faults", { kind: "rate_limited", retryAfter: 7 });
  expect(await refusalOf(post())).toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 7 });
  await open.control("faults", { kind: "rate_limited", retryAfter: null });
  expect((await refusalOf(post())).code).toBeUndefined();
});

it("answers HTML with status 500 and 200, and a redirect", async () => {
  const post = await poster();
  await open.control("faults", { kind: "http_500_html" });
  expect((await refusalOf(post())).code).toBe("slack_webapi_http_error");
  await open.control("faults", { kind: "http_200_html" });
  expect((await refusalOf(post())).error).toContain("<!DOCTYPE html>");
  await open.control("faults", { kind: "redirect" });
  expect((await refusalOf(post())).code).toBe("slack_webapi_request_error");
});

it("cuts the connection before the work, or after the message is stored", async () => {
  const post = await poster();
  await open.control("faults", { kind: "reset" });
  expect((await refusalOf(post())).code).toBe("slack_webapi_request_error");
  expect(await open.messages("#general")).toHaveLength(0);
  await open.control("faults", { kind: "reset_after_store" });
  expect((await refusalOf(post())).code).toBe("slack_webapi_request_error");
  expect(await open.messages("#general")).toHaveLength(1);
});

it("answers late, or never", async () => {
  const token = (await open.installedClient()).token ?? "";
  const post = (ms: number) =>
    fetch(`${open.url}/api/auth.test`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ms),
    });
  await open.control("faults", { kind: "slow", delayMs: 60 });
  const before = performance.now();
  expect((await post(5000)).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(50);
  await open.control("faults", { kind: "hang" });
  await expect(post(80)).rejects.toThrow();
});

it("is down for everybody until a time, or until cleared", async () => {
  const post = await poster();
  await open.control("faults", { kind: "down", untilMs: clock.now() + 1000 });
  expect((await refusalOf(post())).code).toBe("slack_webapi_request_error");
  clock.advance(1001);
  expect((await post()).ok).toBe(true);
  await open.control("faults", { kind: "down" });
  expect((await refusalOf(post())).code).toBe("slack_webapi_request_error");
  await open.control("faults", undefined, "DELETE");
  expect((await post()).ok).toBe(true);
});
