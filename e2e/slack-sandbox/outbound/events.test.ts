import { afterEach, expect, it } from "vitest";
import { ACME } from "../testing.ts";
import { isSigned } from "../testing-receiver.ts";
import { signature } from "./signature.ts";
import { type OpenedApp, openApp } from "./testing-app.ts";

let open: OpenedApp;
afterEach(() => open?.close());

it("signs as in Slack's published example", () => {
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
  expect(signature("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body)).toBe(
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  );
});

it("verifies the request URL with a signed challenge, and tells nothing before", async () => {
  open = await openApp({ verify: false });
  await open.control("channels/general", { action: "archive" });
  expect(await open.run()).toEqual([]);
  const verify = () => open.control(`apps/${open.app.appId}`, { action: "verify" });
  open.receiver.answer((_, response) => response.end("something else"));
  expect(await verify()).toMatchObject({ verified: false, eventsVerified: false });
  open.receiver.answer((_, response) => response.writeHead(500).end());
  expect(await verify()).toMatchObject({ verified: false, problem: "Your request URL failed: HTTP 500." });
  for (const form of [
    (challenge: unknown) => String(challenge),
    (challenge: unknown) => `challenge=${challenge}`,
    (challenge: unknown) => JSON.stringify({ challenge }),
  ]) {
    open.receiver.answer(({ body }, response) => response.end(form(body.challenge)));
    expect(await verify()).toMatchObject({ verified: true, eventsVerified: true });
  }
  const last = open.receiver.received.at(-1);
  expect(last?.body).toMatchObject({ type: "url_verification" });
  expect(last && isSigned(last, open.app.signingSecret)).toBe(true);
});

it("wraps an event in Slack's envelope, signed over the raw body", async () => {
  open = await openApp();
  await open.control("channels/general", { action: "archive" });
  await open.run();
  const [one] = open.receiver.received;
  expect(one?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": String(Math.floor(open.clock.now() / 1000)),
  });
  expect(one?.headers).not.toHaveProperty("x-slack-retry-num");
  expect(one && isSigned(one, open.app.signingSecret)).toBe(true);
  expect(one && isSigned(one, "another")).toBe(false);
  expect(one?.body).toMatchObject({
    team_id: ACME,
    api_app_id: open.app.appId,
    type: "event_callback",
    event_id: expect.stringMatching(/^Ev[0-9A-Z]+$/),
    event_time: Math.floor(open.clock.now() / 1000),
    event: { type: "channel_archive", channel: "C0ACMEGEN01", user: "U0ACME00001" },
    authorizations: [
      {
        enterprise_id: null,
        team_id: ACME,
        user_id: open.install.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  });
});

it.each([
  ["general", { action: "archive" }, ["channel_archive"]],
  ["general", { action: "rename", name: "newer" }, ["channel_rename"]],
  ["general", { action: "delete" }, ["channel_deleted"]],
  ["old-news", { action: "unarchive" }, ["channel_unarchive"]],
  ["old-news", { action: "archive" }, []],
  ["general", { action: "share" }, []],
  ["leadership", { action: "archive" }, []],
])("tells what happens to %s: %o", async (channel, action, types) => {
  open = await openApp();
  await open.control(`channels/${channel}`, action);
  await open.run();
  expect(open.receiver.types()).toEqual(types);
});

it("tells of a private channel only while the bot is in it, in the events of private channels", async () => {
  open = await openApp();
  const act = (action: Record<string, unknown>) => open.control("channels/secrets-private", action);
  await act({ action: "invite" });
  await act({ action: "rename", name: "hidden" });
  const shared = await open.control("channels/hidden", { action: "share" });
  await open.control("channels/hidden", { action: "archive" });
  await open.control("channels/hidden", { action: "kick" });
  await open.control("channels/hidden", { action: "delete" });
  await open.run();
  expect(open.receiver.types()).toEqual([
    "member_joined_channel",
    "group_rename",
    "channel_id_changed",
    "group_archive",
    "group_left",
    "member_left_channel",
  ]);
  expect(open.receiver.events()[0]?.event).toMatchObject({
    user: open.install.botUserId,
    channel: "C0ACMEPRV01",
    channel_type: "G",
    inviter: "U0ACME00001",
  });
  expect(open.receiver.events()[2]?.event).toMatchObject({
    old_channel_id: "C0ACMEPRV01",
    new_channel_id: shared.id,
  });
  expect(shared.id).not.toBe("C0ACMEPRV01");
});

it("tells when the bot joins by itself, without an inviter", async () => {
  open = await openApp();
  await open.client(open.install.token).conversations.join({ channel: "C0ACMERND01" });
  await open.run();
  expect(open.receiver.events()[0]?.event).toMatchObject({
    type: "member_joined_channel",
    channel_type: "C",
  });
  expect(open.receiver.events()[0]?.event).not.toHaveProperty("inviter");
});

it("respects subscriptions and scopes", async () => {
  open = await openApp({ scopes: ["chat:write"], events: ["channel_archive", "app_uninstalled"] });
  await open.control("channels/general", { action: "archive" });
  await open.control("channels/random", { action: "rename", name: "newer" });
  await open.control("revoke", { teamId: ACME });
  await open.run();
  expect(open.receiver.types()).toEqual(["app_uninstalled"]);
});

it("tells of an uninstallation in either order, with the lists a test asks for, and nothing after", async () => {
  open = await openApp();
  await open.control("revoke", { teamId: ACME });
  await open.control("channels/general", { action: "archive" });
  await open.run();
  expect(open.receiver.types()).toEqual(["app_uninstalled", "tokens_revoked"]);
  expect(open.receiver.events()[1]?.event).toMatchObject({
    tokens: { oauth: [], bot: [open.install.botUserId] },
  });
  open.receiver.forget();
  const events = { uninstallOrder: "tokens_revoked_first", revokedLists: "empty" };
  await open.control("settings", { events });
  await open.control("install", { clientId: open.app.clientId });
  await open.control("revoke", { teamId: ACME });
  await open.run();
  expect(open.receiver.types()).toEqual(["tokens_revoked", "app_uninstalled"]);
  expect(open.receiver.events()[0]?.event).toMatchObject({ tokens: { oauth: [], bot: [] } });
});

it("tells of a bot token revoked alone, and of a workspace's new name", async () => {
  open = await openApp();
  await open.control(`workspaces/${ACME}`, { action: "rename", name: "Acme Ltd" });
  await open.control("revoke", { token: open.install.token, as: "token_revoked" });
  await open.run();
  expect(open.receiver.types()).toEqual(["team_rename", "tokens_revoked"]);
});

it("tells other apps nothing of a channel they do not share a workspace with", async () => {
  open = await openApp();
  await open.control("channels/operations", { action: "archive" });
  expect(await open.run()).toEqual([]);
});
