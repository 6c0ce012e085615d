import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as eventsRoute } from "../../../app/api/slack/events/route.ts";
import { POST as interactivityRoute } from "../../../app/api/slack/interactivity/route.ts";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import { type Runtime, setRuntime } from "#server/runtime.ts";
import { sign } from "#server/slack/inbound/verify-signature.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { connectWorkspace, subscribeChannel } from "#server/testing/slack-workspace.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { createWorld } from "#server/testing/world.ts";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const clock = createTestClock();
let database: TestDatabase;
let runtime: Runtime;
let teamId: string;
let place: { integrationId: string; projectId: string; organizationId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  const app = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "client", SLACK_SIGNING_SECRET: secret };
  runtime = createTestRuntime(database, {
    env: parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", ...app }),
    clock,
  });
  setRuntime(runtime);
});
afterAll(() => database.drop());
beforeEach(async () => {
  teamId = `T${newId().slice(-8).toUpperCase()}`;
  place = await workspace(teamId);
});

/** An organization with a connected workspace that has a public and a private channel, both destinations. */
async function workspace(team: string) {
  const { organizationId, projectId } = await createWorld(runtime.db);
  const integrationId = await connectWorkspace(runtime, { organizationId, token: "xoxb-x", teamId: team });
  const facts = { integrationId, isArchived: false, isMember: true, isShared: false, seenAt: clock.now() };
  await runtime.db.slackChannel.createMany({
    data: [
      { ...facts, channelId: "C1", name: "general", isPrivate: false },
      { ...facts, channelId: "C2", name: "secret", isPrivate: true },
    ],
  });
  for (const [channelId, name] of [
    ["C1", "#general"],
    ["C2", "#secret"],
  ] as const) {
    const { destinationId } = await subscribeChannel(runtime, { projectId, integrationId, channelId, name });
    await runtime.db.destination.update({
      where: { id: destinationId },
      data: { channelIsPrivate: channelId === "C2" },
    });
  }
  return { organizationId, projectId, integrationId };
}

type Event = { type: string } & Record<string, unknown>;
type Over = {
  id?: string;
  at?: Date;
  app?: string;
  team?: string;
  secret?: string;
  signedAt?: Date;
  body?: string;
};

/** Sends an event to the real route as Slack would. */
function send(event: Event, over: Over = {}): Promise<Response> {
  const at = over.at ?? clock.now();
  const body = JSON.stringify({
    type: "event_callback",
    token: "x",
    team_id: over.team ?? teamId,
    api_app_id: over.app ?? "A1",
    event_id: over.id ?? `Ev${newId()}`,
    event_time: Math.floor(at.getTime() / 1_000),
    event,
  });
  return post(body, over);
}

function post(body: string, over: Over = {}, route = eventsRoute): Promise<Response> {
  const timestamp = String(Math.floor((over.signedAt ?? clock.now()).getTime() / 1_000));
  const signature = sign(over.secret ?? secret, timestamp, body);
  const headers = { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
  return route(
    new Request("http://localhost/api/slack/events", { method: "POST", body: over.body ?? body, headers }),
  );
}

async function standing({ integrationId }: { integrationId: string } = place) {
  const integration = await runtime.db.workflowIntegration.findUniqueOrThrow({
    where: { id: integrationId },
    select: { brokenCode: true },
  });
  const destinations = await runtime.db.destination.findMany({
    where: { integrationId },
    orderBy: { channelIsPrivate: "asc" },
    select: { name: true, channelId: true, brokenCode: true },
  });
  return {
    connection: integration.brokenCode,
    channels: destinations.map((one) => one.brokenCode),
    destinations,
  };
}

describe("a request", () => {
  it.each<[string, Over, number]>([
    ["signed with another secret", { secret: "other" }, 401],
    ["whose body was changed after signing", { body: `{"type":"event_callback"}` }, 401],
    ["signed more than five minutes ago", { signedAt: new Date(clock.now().getTime() - 301_000) }, 401],
    ["signed more than five minutes ahead", { signedAt: new Date(clock.now().getTime() + 301_000) }, 401],
    ["signed four minutes ago", { signedAt: new Date(clock.now().getTime() - 240_000) }, 200],
  ])("%s is answered with the right status", async (_, over, status) => {
    expect((await send({ type: "app_uninstalled" }, over)).status).toBe(status);
    expect((await standing()).connection).toBe(status === 200 ? "account_inactive" : null);
  });

  it("without a signature is refused", async () => {
    const request = new Request("http://localhost/api/slack/events", { method: "POST", body: "{}" });
    expect((await eventsRoute(request)).status).toBe(401);
  });

  it("is signed as Slack's published example is", () => {
    const body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    expect(sign(secret, "1531420618", body)).toBe(
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    );
  });

  it("is remembered with its workspace, refused ones at most once a minute, so that pages can tell", async () => {
    const seen = (kind: string) =>
      runtime.db.slackRequestSeen.findMany({ where: { kind, teamId: { in: ["", teamId] } } });
    await runtime.db.slackRequestSeen.deleteMany();
    await send({ type: "channel_rename", channel: { id: "C1", name: "general" } });
    expect(await seen("event")).toMatchObject([
      { appId: "A1", teamId, at: clock.now(), detail: "channel_rename" },
    ]);
    const before = clock.now();
    await send({ type: "app_uninstalled" }, { secret: "other" });
    clock.advance(30_000);
    await post("{}", { secret: "other" });
    expect(await seen("refused")).toMatchObject([{ at: before, detail: "forged" }]);
    clock.advance(30_000);
    await post("{}", { secret: "other" });
    expect(await seen("refused")).toMatchObject([{ at: clock.now() }]);
    const payload = JSON.stringify({ type: "block_actions", api_app_id: "A1", team: { id: teamId } });
    await post(new URLSearchParams({ payload }).toString(), {}, interactivityRoute);
    expect(await seen("interaction")).toMatchObject([{ appId: "A1", teamId, detail: "block_actions" }]);
    await post(JSON.stringify({ type: "url_verification", challenge: "x" }));
    expect(await seen("verification")).toHaveLength(1);
  });

  it("to verify the address gets its challenge back as plain text", async () => {
    const answer = await post(JSON.stringify({ type: "url_verification", challenge: "<b>3eZbrw1a</b>" }));
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toBe("<b>3eZbrw1a</b>");
  });

  it.each(["not json", "[]", '{"type":"event_callback"}', '{"type":"other"}'])(
    "that cannot be read (%s) is taken and changes nothing",
    async (body) => {
      expect((await post(body)).status).toBe(200);
      expect(await standing()).toMatchObject({ connection: null, channels: [null, null] });
    },
  );

  it("of a button is answered at once with nothing", async () => {
    const answer = await post("payload=%7B%7D", {}, interactivityRoute);
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect((await post("payload=%7B%7D", { secret: "other" }, interactivityRoute)).status).toBe(401);
  });

  it("is refused where the instance has no Signing Secret", async () => {
    const app = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "client" };
    const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", ...app });
    setRuntime(createTestRuntime(database, { env, clock }));
    try {
      expect((await send({ type: "app_uninstalled" }, { secret: "" })).status).toBe(404);
    } finally {
      setRuntime(runtime);
    }
  });
});

const both = (code: string | null) => [code, code];

describe("an event", () => {
  it.each<[string, Event, Awaited<ReturnType<typeof standing>>["connection"], (string | null)[]]>([
    ["that the app was removed", { type: "app_uninstalled" }, "account_inactive", both(null)],
    [
      "that our bot's token was revoked",
      { type: "tokens_revoked", tokens: { bot: ["U1"] } },
      "token_revoked",
      both(null),
    ],
    [
      "that other tokens were revoked",
      { type: "tokens_revoked", tokens: { oauth: ["U1"], bot: ["U7"] } },
      null,
      both(null),
    ],
    ["that tokens were revoked, without a list", { type: "tokens_revoked", tokens: {} }, null, both(null)],
    ["that a channel was archived", { type: "channel_archive", channel: "C1" }, null, ["is_archived", null]],
    [
      "that a private channel was archived",
      { type: "group_archive", channel: "C2" },
      null,
      [null, "is_archived"],
    ],
    [
      "that a channel was deleted",
      { type: "channel_deleted", channel: "C1" },
      null,
      ["channel_deleted", null],
    ],
    [
      "that the app left a private channel",
      { type: "group_left", channel: "C2" },
      null,
      [null, "not_in_channel"],
    ],
    [
      "that our bot left a channel",
      { type: "member_left_channel", channel: "C2", user: "U1" },
      null,
      [null, "not_in_channel"],
    ],
    [
      "that somebody else left a channel",
      { type: "member_left_channel", channel: "C2", user: "U9" },
      null,
      both(null),
    ],
    ["about a channel nobody chose", { type: "channel_archive", channel: "C9" }, null, both(null)],
    ["of a type we do not know", { type: "reaction_added" }, null, both(null)],
    ["of an unexpected shape", { type: "channel_archive", channel: { id: "C1" } }, null, both(null)],
  ])("%s does what it means", async (_, event, connection, channels) => {
    expect((await send(event)).status).toBe(200);
    expect(await standing()).toMatchObject({ connection, channels });
  });

  it("that the app left a public channel changes nothing where it may write from outside", async () => {
    await runtime.db.workflowIntegration.update({
      where: { id: place.integrationId },
      data: { scopes: ["chat:write", "chat:write.public"] },
    });
    await send({ type: "channel_left", channel: "C1" });
    expect((await standing()).channels).toEqual([null, null]);
  });

  it("counts once, however often and however simultaneously it comes", async () => {
    const over = { id: `Ev${newId()}` };
    await Promise.all(
      Array.from({ length: 8 }, () => send({ type: "channel_archive", channel: "C1" }, over)),
    );
    await runtime.db.destination.updateMany({
      where: { projectId: place.projectId },
      data: { brokenCode: null },
    });
    expect((await send({ type: "channel_archive", channel: "C1" }, over)).status).toBe(200);
    expect((await standing()).channels).toEqual([null, null]);
    const { projectId } = place;
    expect(await runtime.db.auditEntry.count({ where: { projectId, action: "destination.broken" } })).toBe(1);
  });

  it("of another app or workspace changes nothing here", async () => {
    await send({ type: "app_uninstalled" }, { app: "A2" });
    await send({ type: "app_uninstalled" }, { team: "TOTHER" });
    expect((await standing()).connection).toBeNull();
  });

  it("concerns every organization that connected the workspace", async () => {
    const other = await workspace(teamId);
    await send({ type: "app_uninstalled" });
    expect([(await standing()).connection, (await standing(other)).connection]).toEqual(
      both("account_inactive"),
    );
  });

  it("that comes after a reconnect but tells of before changes nothing, in either order", async () => {
    const before = new Date(clock.now().getTime() - 60_000);
    await runtime.db.workflowIntegration.update({
      where: { id: place.integrationId },
      data: { tokenStoredAt: clock.now() },
    });
    await send({ type: "tokens_revoked", tokens: { bot: ["U1"] } }, { at: before });
    await send({ type: "app_uninstalled" }, { at: before });
    expect((await standing()).connection).toBeNull();
    await send({ type: "app_uninstalled" }, { at: new Date(clock.now().getTime() + 1_000) });
    expect((await standing()).connection).toBe("account_inactive");
  });
});

describe("a channel", () => {
  const later = (seconds: number) => ({ at: new Date(clock.now().getTime() + seconds * 1_000) });

  it("that is unarchived works again, and what waited is due", async () => {
    await send({ type: "channel_archive", channel: "C1" }, later(0));
    await send({ type: "channel_unarchive", channel: "C1" }, later(2));
    expect((await standing()).channels).toEqual([null, null]);
    const [destination] = (await standing()).destinations;
    expect(destination?.name).toBe("#general");
  });

  it("stays as it was told last when events come in disorder", async () => {
    await send({ type: "channel_unarchive", channel: "C1" }, later(5));
    await send({ type: "channel_archive", channel: "C1" }, later(1));
    expect((await standing()).channels).toEqual([null, null]);
    await send({ type: "channel_archive", channel: "C1" }, later(9));
    await send({ type: "channel_unarchive", channel: "C1" }, later(7));
    expect((await standing()).channels).toEqual(["is_archived", null]);
  });

  it("takes the bot's return as mended, but not another's, and not what else is wrong", async () => {
    await send({ type: "group_left", channel: "C2" }, later(0));
    await send({ type: "member_joined_channel", channel: "C2", user: "U9" }, later(1));
    expect((await standing()).channels).toEqual([null, "not_in_channel"]);
    await send({ type: "channel_archive", channel: "C1" }, later(1));
    await send({ type: "member_joined_channel", channel: "C1", user: "U1" }, later(2));
    await send({ type: "member_joined_channel", channel: "C2", user: "U1" }, later(2));
    expect((await standing()).channels).toEqual(["is_archived", null]);
  });

  it("shows its new name", async () => {
    await send({ type: "channel_rename", channel: { id: "C1", name: "town-square" } });
    expect((await standing()).destinations[0]).toMatchObject({ name: "#town-square", channelId: "C1" });
  });

  it("is followed to its new id", async () => {
    await send({ type: "channel_id_changed", old_channel_id: "C1", new_channel_id: "C77" });
    expect((await standing()).destinations[0]).toMatchObject({ name: "#general", channelId: "C77" });
    expect(
      await runtime.db.slackChannel.count({
        where: { ...{ integrationId: place.integrationId }, channelId: "C77" },
      }),
    ).toBe(1);
  });
});
