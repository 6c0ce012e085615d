import { afterEach, beforeEach, expect, it } from "vitest";
import { ACME } from "../testing.ts";
import { isSigned } from "../testing-receiver.ts";
import { type OpenedApp, openApp } from "./testing-app.ts";

let open: OpenedApp;
beforeEach(async () => {
  open = await openApp();
});
afterEach(() => open.close());

it("holds what happens and lets it go out of order, late, or not at all", async () => {
  await open.control("settings", { events: { hold: true } });
  await open.control("channels/general", { action: "archive" });
  await open.control("channels/general", { action: "unarchive" });
  await open.control("channels/random", { action: "archive" });
  expect(await open.run()).toMatchObject([{ state: "held" }, { state: "held" }, { state: "held" }]);
  expect(open.receiver.received).toEqual([]);
  const [, , third] = await open.requests();
  await open.control(`requests/${third?.id}`, { action: "drop" });
  open.clock.advance(3_600_000);
  await open.control("requests/release", { order: "last" });
  expect(open.receiver.types()).toEqual(["channel_unarchive", "channel_archive"]);
  const happened = open.receiver.received[0]?.body.event_time;
  expect(happened).toBe(Math.floor(open.clock.now() / 1000) - 3600);
});

it("sends an event again with its id, also with the headers of a retry", async () => {
  await open.control("channels/general", { action: "archive" });
  const [request] = await open.run();
  await open.control(`requests/${request?.id}`, { action: "send", copies: 2 });
  await open.control(`requests/${request?.id}`, {
    action: "send",
    retryNum: 3,
    retryReason: "http_timeout",
  });
  expect(new Set(open.receiver.events().map((one) => one.event_id)).size).toBe(1);
  expect(open.receiver.events().map(({ headers }) => headers["x-slack-retry-num"])).toEqual([
    undefined,
    undefined,
    undefined,
    "3",
  ]);
});

it("signs badly, not at all, or at another time", async () => {
  await open.control("channels/general", { action: "archive" });
  const [request] = await open.run();
  const send = (bend: Record<string, unknown>) =>
    open.control(`requests/${request?.id}`, { action: "send", ...bend });
  await send({ signature: "wrong" });
  await send({ signature: "missing" });
  await send({ timestampOffset: -301 });
  const signed = open.receiver.received.map((one) => isSigned(one, open.app.signingSecret));
  expect(signed).toEqual([true, false, false, true]);
  expect(open.receiver.received[2]?.headers).not.toHaveProperty("x-slack-signature");
  expect(open.receiver.received[3]?.headers["x-slack-request-timestamp"]).toBe(
    String(Math.floor(open.clock.now() / 1000) - 301),
  );
});

it("sends an event of a test's making, after a reconnection too", async () => {
  await open.control("revoke", { teamId: ACME });
  await open.run();
  open.receiver.forget();
  open.clock.advance(60_000);
  await open.control("install", { clientId: open.app.clientId });
  await open.control("events", {
    event: { type: "app_uninstalled" },
    eventId: "Ev0LATE00001",
    happenedAgoMs: 60_000,
  });
  await open.run();
  expect(open.receiver.received[0]?.body).toMatchObject({
    event_id: "Ev0LATE00001",
    event_time: Math.floor(open.clock.now() / 1000) - 60,
    event: { type: "app_uninstalled" },
  });
});

it("moves its own clock", async () => {
  open.receiver.answer((_, response) => response.writeHead(500).end());
  await open.control("channels/general", { action: "archive" });
  await open.run();
  await open.control("requests/run", { advanceMs: 60_000 });
  expect(open.receiver.received).toHaveLength(3);
  const { now } = await open.control("clock", { advanceMs: 1000 });
  expect(now).toBe(new Date(open.clock.now() + 61_000).toISOString());
});

it("refuses what makes no sense", async () => {
  for (const [path, body] of [
    ["requests/999", { action: "drop" }],
    ["events", { team: "Globex", event: { type: "app_uninstalled" } }],
    ["interactions", { ts: "1.2", actionId: "a" }],
    ["apps/nobody", { action: "verify" }],
    ["clock", { advanceMs: -1 }],
  ] as const) {
    expect(await open.control(path, body), path).toHaveProperty("error");
  }
});
