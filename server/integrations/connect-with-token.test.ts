import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import { acme, type Bench, createBench, globex } from "#server/integrations/test-bench.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

let bench: Bench;
let owner: Context;
let organizationId: string;

beforeAll(async () => {
  bench = await createBench();
  owner = bench.as(bench.world.owner);
  organizationId = bench.world.organizationId;
});
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const connect = (token: string, alias = "acme-slack", ctx = owner) =>
  connectWithToken(ctx, { organizationId, token, alias });
const rows = () => bench.database.db.workflowIntegration.findMany();

test("a pasted bot token connects its workspace with the scopes Slack tells", async () => {
  const { token } = await bench.install(acme, ["chat:write", "channels:read"]);
  expect(await connect(` ${token}\n`)).toMatchObject({ outcome: "connected" });
  const [row] = await rows();
  expect(row).toMatchObject({ source: "token", teamId: acme, botName: "bellwire", alias: "acme-slack" });
  expect(row?.scopes).toEqual(expect.arrayContaining(["chat:write", "channels:read"]));
  const audit = await bench.database.db.auditEntry.findFirst({ where: { action: "slack.installed" } });
  expect(audit?.after).toMatchObject({ source: "token", teamId: acme, teamName: "Acme" });
});

test("the app of a token is the one that another connection of the same bot knows", async () => {
  await bench.connect(owner);
  const other = await bench.database.db.organization.create({
    data: { id: crypto.randomUUID(), name: "Other", plan: "team" },
  });
  await bench.database.db.organizationMember.create({
    data: { organizationId: other.id, userId: bench.world.owner.id, role: "admin" },
  });
  const { token } = await bench.install(acme);
  const { id } = await connectWithToken(owner, { organizationId: other.id, token, alias: "acme" });
  const row = await bench.database.db.workflowIntegration.findUnique({ where: { id } });
  expect(row?.appId).toBe(bench.app.appId);
});

test.each([
  ["xoxp-1-2", "not a bot token"],
  ["xoxe.xoxb-1-2", "expires within hours"],
  ["hello", "not a bot token"],
  ["xoxb-never-issued", "does not know this token"],
])("the token %s is refused at its field", async (token, sentence) => {
  await expect(connect(token)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining(sentence),
    details: { field: "token" },
  });
  expect(await rows()).toEqual([]);
});

test("a token that is dead at Slack says what happened to it", async () => {
  const { token } = await bench.install(globex);
  await bench.control("POST", "revoke", { token, as: "token_revoked" });
  await expect(connect(token)).rejects.toMatchObject({ message: expect.stringContaining("was revoked") });
});

test("a Slack that cannot be reached saves nothing and says so", async () => {
  const { token } = await bench.install(acme);
  await bench.fault({ kind: "down", method: "auth.test" });
  await expect(connect(token)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("Nothing was saved"),
  });
});

test("the rules are those of consent: role, plan, alias, one per workspace", async () => {
  const { token } = await bench.install(acme);
  await expect(connect(token, "x", bench.as(bench.world.member))).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(connect(token, "x", bench.as(bench.world.stranger))).rejects.toMatchObject({
    code: "not_found",
  });
  const first = await connect(token);
  expect(await connect(token, "other")).toMatchObject({ outcome: "updated", id: first.id });
  const elsewhere = await bench.install(globex);
  await expect(connect(elsewhere.token)).rejects.toMatchObject({
    code: "conflict",
    details: { field: "alias" },
  });
  const { db } = bench.database;
  await db.organization.update({ where: { id: organizationId }, data: { plan: "free" } });
  await expect(connect(elsewhere.token, "globex")).rejects.toMatchObject({ code: "payment_required" });
  await db.organization.update({ where: { id: organizationId }, data: { plan: "enterprise" } });
});

test("a member renews the token of the same bot but puts no other app's bot in its place", async () => {
  const { db } = bench.database;
  const member = bench.as(bench.world.member);
  await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: true } });
  const { token } = await bench.install(acme);
  const { id } = await connect(token);
  expect(await connect(token, "other", member)).toMatchObject({ outcome: "updated", id });
  await db.workflowIntegration.update({ where: { id }, data: { botUserId: "U0OTHERBOT1" } });
  await expect(connect(token, "other", member)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("through another app already"),
  });
  expect(await rows()).toMatchObject([{ id, botUserId: "U0OTHERBOT1" }]);
  expect(await connect(token, "other")).toMatchObject({ outcome: "updated", id });
  await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: false } });
});

test.each([
  ["that grants it", ["chat:write", "chat:write.public"], [null, "not_in_channel", "is_archived"]],
  ["without it", ["chat:write"], ["not_in_channel", "not_in_channel", "is_archived"]],
])(
  "a public channel parked for want of the scope flows after a reconnect %s, others stay",
  async (_, scopes, left) => {
    const { db } = bench.database;
    const { projectId } = bench.world;
    const { token } = await bench.install(globex, ["chat:write"]);
    const { id: integrationId } = await connect(token, "globex");
    const parked = [
      { name: "#public", brokenCode: "not_in_channel" },
      { name: "#private", brokenCode: "not_in_channel", channelIsPrivate: true },
      { name: "#archived", brokenCode: "is_archived" },
    ];
    for (const { name, ...over } of parked) {
      const target = { projectId, integrationId, channelId: name, name };
      const { destinationId } = await subscribeChannel(bench.runtime, target);
      await db.destination.update({ where: { id: destinationId }, data: over });
      await db.lane.create({ data: { destinationId, laneClass: "normal" } });
    }
    await bench.install(globex, scopes);
    await connectWithToken(owner, { organizationId, integrationId, token });
    const codes = await db.destination.findMany({ where: { integrationId }, orderBy: { id: "asc" } });
    expect(codes.map((one) => one.brokenCode)).toEqual(left);
    const where = { action: "destination.mended", projectId };
    const audit = await db.auditEntry.findMany({ where });
    expect(audit.map(({ targetName, actorId }) => [targetName, actorId])).toEqual(
      left[0] === null ? [["#public", bench.world.owner.id]] : [],
    );
    await bench.control("POST", "revoke", { teamId: globex });
    await db.destination.deleteMany();
  },
);

test("a token of another workspace does not reconnect an integration", async () => {
  const { token } = await bench.install(acme);
  const { id } = await connect(token);
  const elsewhere = await bench.install(globex);
  await expect(
    connectWithToken(owner, { organizationId, integrationId: id, token: elsewhere.token }),
  ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("another workspace") });
  expect(await connectWithToken(owner, { organizationId, integrationId: id, token })).toMatchObject({
    outcome: "reconnected",
  });
});
