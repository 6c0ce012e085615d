import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import { acme, type Bench, createBench, globex } from "#server/integrations/test-bench.ts";
import { refreshChannels } from "#server/slack/channels/refresh-channels.ts";
import { readTyped, resolveChannel } from "#server/slack/channels/resolve-channel.ts";
import { searchChannels } from "#server/slack/channels/search-channels.ts";
import { claimConnection } from "#server/slack/watch/claim-connection.ts";
import { watchOnce } from "#server/slack/watch/start-slack-watch.ts";

/** Three pages of Slack's largest, with the channels that the workspace has anyway. */
const many = 2_200;
const all = many + 6;
/** Some tests make channels of their own on the way. */
const wholeList = expect.toSatisfy((total: number) => total >= all);

let bench: Bench;
let admin: Context;
let place: { projectId: string; integrationId: string };

beforeAll(async () => {
  bench = await createBench({ manyChannels: many });
  admin = bench.as(bench.world.projectAdmin);
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  await bench.control("POST", "settings", { rateLimits: { tier2: 1_000, tier3: 1_000 } });
  place = await connect(acme);
});

async function connect(team: string, scopes?: string[]) {
  const { token } = await bench.install(team, scopes);
  const { organizationId, projectId } = bench.world;
  const { id } = await connectWithToken(bench.as(bench.world.owner), { organizationId, token, alias: team });
  return { projectId, integrationId: id };
}

const search = (query: string, limit = 50) => searchChannels(admin, { ...place, query, limit });
const resolve = (typed: string) => resolveChannel(admin, { ...place, typed });

/** What the background does until nothing is due. */
const watch = async () => {
  while (await watchOnce(bench.runtime));
};

test("the first search answers at once, and the background fetches every page of the list", async () => {
  await bench.database.db.workflowIntegration.updateMany({ data: { channelsDueAt: null } });
  expect(await search("")).toMatchObject({ total: 0, listedAt: null, fetching: true });
  await watch();
  const found = await search("");
  expect(found).toMatchObject({ total: all, listedAt: bench.clock.now(), fetching: false, problem: null });
});

test("a connected workspace is listed without anybody asking", async () => {
  await watch();
  expect(await search("")).toMatchObject({ total: all, fetching: false });
});

test("a later search asks Slack nothing and tells the list's age, until it is old", async () => {
  await watch();
  await bench.control("DELETE", "calls");
  const listedAt = bench.clock.now();
  bench.clock.advance(60_000);
  expect(await search("general")).toMatchObject({ listedAt, fetching: false });
  await watch();
  expect(await bench.callsOf("conversations.list")).toEqual([]);
  bench.clock.advance(3_600_000);
  expect(await search("general")).toMatchObject({ listedAt, fetching: true });
  await watch();
  expect((await search("general")).listedAt).toEqual(bench.clock.now());
});

test("names are found as typed, those that begin with it first, archived ones marked", async () => {
  await bench.control("POST", "channels", { team: acme, name: "eu-deploys" });
  await watch();
  const found = await search("#DEPLOYS");
  expect(found.channels.map((one) => one.name)).toEqual(["deploys", "eu-deploys"]);
  expect((await search("old-news")).channels).toMatchObject([{ isArchived: true }]);
  expect(await search("team-", 20)).toMatchObject({ matching: many });
});

test("what was typed is taken as it stands, also a wildcard of the database", async () => {
  for (const name of ["ops_a", "ops-a", "eu-ops_a"]) {
    await bench.control("POST", "channels", { team: acme, name });
  }
  await watch();
  expect(await search("ops_a")).toMatchObject({
    matching: 2,
    channels: [{ name: "ops_a" }, { name: "eu-ops_a" }],
  });
  expect(await search("%")).toMatchObject({ matching: 0, channels: [] });
});

test("private channels are listed once the bot was invited, and the invite line is exact", async () => {
  await watch();
  expect(await search("secrets-private")).toMatchObject({ channels: [], inviteCommand: "/invite @bellwire" });
  await bench.control("POST", "channels/C0ACMEPRV01", { action: "invite" });
  await refreshChannels(admin, place);
  await watch();
  expect((await search("secrets-private")).channels).toMatchObject([{ isPrivate: true, isMember: true }]);
  await bench.control("POST", "channels/C0ACMEPRV01", { action: "kick" });
  bench.clock.advance(1_000);
  await refreshChannels(admin, place);
  await watch();
  expect((await search("secrets-private")).channels).toEqual([]);
});

test("a rate limit rests the walk, which goes on where it stood, here or in another process", async () => {
  await bench.fault({ kind: "rate_limited", method: "conversations.list", retryAfter: 30, skip: 1 });
  await watch();
  const first = await search("");
  expect(first).toMatchObject({ listedAt: null, fetching: true });
  expect(first.total).toBeGreaterThan(0);
  expect(first.total).toBeLessThan(all);
  bench.clock.advance(29_000);
  await watch();
  expect((await search("")).listedAt).toBeNull();
  bench.clock.advance(1_000);
  await watch();
  expect(await search("")).toMatchObject({ total: wholeList, listedAt: bench.clock.now() });
  expect((await bench.callsOf("conversations.list")).filter((call) => call.ok)).toHaveLength(3);
});

test("a process that dies with a walk leaves it to the next", async () => {
  const { db } = bench.database;
  expect(await claimConnection(db, "channels", bench.clock.now())).toBe(place.integrationId);
  await watch();
  expect(await search("")).toMatchObject({ total: 0, fetching: true });
  bench.clock.advance(61_000);
  await watch();
  expect(await search("")).toMatchObject({ total: wholeList, fetching: false });
});

test("two processes never fetch one list at once", async () => {
  const { db } = bench.database;
  const claims = Array.from({ length: 8 }, () => claimConnection(db, "channels", bench.clock.now()));
  expect((await Promise.all(claims)).filter(Boolean)).toEqual([place.integrationId]);
});

test("without the scope for private channels the public ones are listed", async () => {
  await bench.control("POST", "revoke", { teamId: globex });
  place = await connect(globex, ["chat:write", "channels:read"]);
  await watch();
  const found = await search("");
  expect(found.publicOnly).toBe(true);
  expect(found.channels.map((one) => one.name)).toContain("operations");
});

test("without any scope to list, the list says what to do and is not asked for again", async () => {
  await bench.control("POST", "revoke", { teamId: globex });
  place = await connect(globex, ["chat:write"]);
  await watch();
  expect(await search("")).toMatchObject({
    fetching: false,
    problem: expect.stringContaining("channels:read"),
  });
  await bench.control("DELETE", "calls");
  await search("");
  await watch();
  expect(await bench.callsOf("conversations.list")).toEqual([]);
  const row = await bench.database.db.workflowIntegration.findFirst();
  expect(row?.brokenCode).toBeNull();
});

test("a list that Slack does not answer is asked for again by itself", async () => {
  await bench.fault({ kind: "http_500_html", method: "conversations.list" });
  await watch();
  expect(await search("")).toMatchObject({
    fetching: true,
    problem: expect.stringContaining("again by itself"),
  });
  bench.clock.advance(60_000);
  await watch();
  expect(await search("")).toMatchObject({ total: wholeList, fetching: false, problem: null });
});

test("a connection that turns out dead is marked", async () => {
  await bench.fault({ kind: "error", method: "conversations.list", error: "token_revoked" });
  await watch();
  expect((await search("")).problem).toContain("revoked");
  const row = await bench.database.db.workflowIntegration.findFirst();
  expect(row?.brokenCode).toBe("token_revoked");
});

describe("a typed channel", () => {
  test.each([
    "deploys",
    "#deploys",
    "#DEPLOYS",
    "C0ACMEDEP01",
    "https://acme.slack.com/archives/C0ACMEDEP01/p17",
  ])("%s is found", async (typed) => {
    expect(await resolve(typed)).toEqual({
      found: true,
      channel: { channelId: "C0ACMEDEP01", name: "deploys", isPrivate: false },
    });
  });

  test("that was made after the list was fetched is found", async () => {
    await watch();
    await bench.control("POST", "channels", { team: acme, name: `fresh-${newId().slice(-6)}` });
    const state = await bench.control("POST", "channels", { team: acme, name: "brand-new" });
    expect(state).toMatchObject({ name: "brand-new" });
    expect(await resolve("brand-new")).toMatchObject({ found: true });
  });

  test.each(["#secrets-private", "C0ACMEPRV01"])(
    "%s, private without the bot, gets the exact invite line",
    async (typed) => {
      expect(await resolve(typed)).toMatchObject({ found: false, command: "/invite @bellwire" });
    },
  );

  test("that is archived says so", async () => {
    expect(await resolve("old-news")).toMatchObject({
      found: false,
      sentence: expect.stringContaining("archived"),
      command: null,
    });
  });

  test("on a list that is still coming is found as soon as its page is there", async () => {
    await bench.fault({ kind: "rate_limited", method: "conversations.list", retryAfter: 30 });
    expect(await resolve("team-449")).toMatchObject({ found: false, pending: true });
    expect(await resolve("C0ACMEDEP01")).toMatchObject({ found: true });
    bench.clock.advance(30_000);
    expect(await resolve("team-449")).toMatchObject({ found: true });
  });

  test("is an id only where it looks like one", () => {
    expect(readTyped("C0ACMEDEP01")).toEqual({ kind: "id", value: "C0ACMEDEP01" });
    expect(readTyped("#General")).toEqual({ kind: "name", value: "general" });
    expect(readTyped("CHANNEL")).toEqual({ kind: "name", value: "channel" });
    expect(readTyped("WAREHOUSE")).toEqual({ kind: "name", value: "warehouse" });
    expect(readTyped("UPDATES2026")).toEqual({ kind: "name", value: "updates2026" });
    for (const typed of ["@grace", " @Grace Hopper", "U0ACMEGRACE", "<@U0ACMEGRACE>"]) {
      expect(readTyped(typed)).toMatchObject({ kind: "person" });
    }
    expect(readTyped("users")).toEqual({ kind: "name", value: "users" });
  });

  test("a person is refused in words that say what to type instead", async () => {
    expect(await resolve("@grace")).toMatchObject({
      found: false,
      sentence: expect.stringContaining("Messages go to channels, not to people."),
    });
  });
});

test("only a project admin may look, and only at the organization's own integrations", async () => {
  for (const [person, code] of [
    [bench.world.projectMember, "forbidden"],
    [bench.world.stranger, "not_found"],
  ] as const) {
    const ctx = bench.as(person);
    await expect(searchChannels(ctx, { ...place, query: "", limit: 5 })).rejects.toMatchObject({ code });
    await expect(refreshChannels(ctx, place)).rejects.toMatchObject({ code });
    await expect(resolveChannel(ctx, { ...place, typed: "general" })).rejects.toMatchObject({ code });
  }
  const { db } = bench.database;
  const other = await db.organization.create({ data: { id: newId(), name: "Other", plan: "team" } });
  const project = await db.project.create({
    data: { id: newId(), organizationId: other.id, name: "Theirs" },
  });
  await db.organizationMember.create({
    data: { organizationId: other.id, userId: bench.world.projectAdmin.id, role: "owner" },
  });
  const foreign = { projectId: project.id, integrationId: place.integrationId };
  await expect(searchChannels(admin, { ...foreign, query: "", limit: 5 })).rejects.toMatchObject({
    code: "not_found",
  });
});
