import { afterEach, beforeEach, expect, it } from "vitest";
import { isSigned } from "../testing-receiver.ts";
import { type OpenedApp, openApp } from "./testing-app.ts";

const MINUTE = 60_000;

let open: OpenedApp;
beforeEach(async () => {
  open = await openApp();
});
afterEach(() => open.close());

const archive = (channel = "general") => open.control(`channels/${channel}`, { action: "archive" });
const tries = () =>
  open.receiver
    .events()
    .map(({ headers }) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]]);

it("retries at once, after a minute and after five, each with a fresh signature, and then gives up", async () => {
  open.receiver.answer((_, response) => response.writeHead(503).end());
  await archive();
  await open.run();
  expect(tries()).toEqual([
    [undefined, undefined],
    ["1", "http_error"],
  ]);
  await open.run(MINUTE - 1);
  expect(tries()).toHaveLength(2);
  await open.run(1);
  expect(tries()).toHaveLength(3);
  await open.run(5 * MINUTE);
  expect(tries()[3]).toEqual(["3", "http_error"]);
  const [request] = await open.run(24 * 60 * MINUTE);
  expect(tries()).toHaveLength(4);
  expect(request).toMatchObject({ state: "failed" });
  expect(new Set(open.receiver.events().map((one) => one.event_id)).size).toBe(1);
  const stamps = open.receiver.received.map((one) => one.headers["x-slack-request-timestamp"]);
  expect(new Set(stamps).size).toBe(3);
  expect(open.receiver.received.every((one) => isSigned(one, open.app.signingSecret))).toBe(true);
});

it("makes the next attempt out of time when asked", async () => {
  open.receiver.answer((_, response) => response.writeHead(500).end());
  await archive();
  await open.run();
  open.receiver.answer();
  const [request] = await open.run(0, true);
  expect(request).toMatchObject({ state: "delivered" });
  expect(tries()).toHaveLength(3);
});

it("retries every hour for a day where delayed events are on", async () => {
  await open.control("settings", { events: { delayedEvents: true, retryDelaysMs: [0] } });
  open.receiver.answer((_, response) => response.writeHead(500).end());
  await archive();
  await open.run();
  for (let hour = 0; hour < 30; hour += 1) await open.run(60 * MINUTE);
  expect(tries()).toHaveLength(2 + 24);
});

it("stops when told not to retry", async () => {
  open.receiver.answer((_, response) => response.writeHead(500, { "x-slack-no-retry": "1" }).end());
  await archive();
  expect(await open.run()).toMatchObject([{ state: "failed", attempts: [{ outcome: "http_error" }] }]);
});

it("names the reason of each failure", async () => {
  await open.control("settings", { events: { timeoutMs: 60, retryDelaysMs: [] } });
  const outcomeOf = async (channel: string) => {
    await archive(channel);
    return (await open.run()).at(-1)?.attempts[0]?.outcome;
  };
  open.receiver.answer(() => {});
  expect(await outcomeOf("general")).toBe("http_timeout");
  await open.control("settings", { events: { timeoutMs: 3000 } });
  open.receiver.answer((_, response) => response.writeHead(302, { location: "/again" }).end());
  expect(await outcomeOf("random")).toBe("too_many_redirects");
  open.receiver.answer((_, response) => response.socket?.resetAndDestroy());
  expect(await outcomeOf("deploys")).toBe("connection_failed");
});

it("follows two redirects", async () => {
  open.receiver.answer(({ path }, response) => {
    const next = { "/events": "/second", "/second": "/third" }[path];
    if (next) response.writeHead(307, { location: next }).end();
    else response.end();
  });
  await archive();
  expect(await open.run()).toMatchObject([{ state: "delivered" }]);
  expect(open.receiver.received.map((one) => one.path)).toEqual(["/events", "/second", "/third"]);
});

it("disables a subscription that fails more than 95 % in an hour, until it is verified again", async () => {
  await open.control("settings", { events: { disableFrom: 4 } });
  open.receiver.answer((_, response) => response.writeHead(500).end());
  await archive();
  await open.run();
  await archive("random");
  await open.run();
  const appOf = async () => (await open.control("state")).apps;
  expect(await appOf()).toMatchObject([{ eventsDisabled: true }]);
  expect((await open.requests()).map((one) => one.state)).toEqual(["dropped", "dropped"]);
  await archive("deploys");
  expect(await open.run(10 * MINUTE)).toHaveLength(2);
  open.receiver.answer();
  await open.control(`apps/${open.app.appId}`, { action: "verify" });
  expect(await appOf()).toMatchObject([{ eventsDisabled: false }]);
  await archive("security");
  expect((await open.run()).at(-1)).toMatchObject({ state: "delivered" });
});

it("does not disable an app that gets few events", async () => {
  open.receiver.answer((_, response) => response.writeHead(500).end());
  for (const channel of ["general", "random", "deploys", "security"]) await archive(channel);
  await open.run(10 * MINUTE);
  expect((await open.control("state")).apps).toMatchObject([{ eventsDisabled: false }]);
});

it("drops events above the hourly limit and says so once a minute", async () => {
  await open.control("settings", { events: { perHour: 2 } });
  for (const channel of ["general", "random", "deploys", "security"]) await archive(channel);
  await open.run();
  expect(open.receiver.received.map(({ body }) => body.type)).toEqual([
    "event_callback",
    "event_callback",
    "app_rate_limited",
  ]);
  const minute = Math.floor(open.clock.now() / MINUTE) * 60;
  expect(open.receiver.received[2]?.body).toMatchObject({ minute_rate_limited: minute });
});

it("works by itself as time passes", async () => {
  await open.control("settings", { events: { retryDelaysMs: [0, 0] } });
  open.receiver.answer((_, response) => response.writeHead(500).end());
  await archive();
  await expect.poll(() => tries().length, { timeout: 5000 }).toBe(3);
});

it("never calls another machine", async () => {
  const manifest = {
    display_information: { name: "Far" },
    settings: {
      event_subscriptions: { request_url: "https://app.example.com/events", bot_events: ["app_uninstalled"] },
    },
  };
  const far = await open.control("apps", { manifest });
  expect(await open.control(`apps/${far.appId}`, { action: "verify" })).toMatchObject({
    verified: false,
    problem: "Your request URL failed: connection_failed.",
  });
});
