import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#server/ids.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import { acme, type Bench, createBench, globex } from "#server/integrations/test-bench.ts";
import { loadWorkspace } from "#server/slack/channels/find-workspace.ts";
import { walkChannels } from "#server/slack/channels/walk-channels.ts";
import { rememberRequest } from "#server/slack/inbound/remember-request.ts";
import { checkConnection } from "#server/slack/watch/check-connection.ts";
import { claimConnection } from "#server/slack/watch/claim-connection.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

let bench: Bench;
let integrationId: string;

beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  const { db } = bench.database;
  await db.delivery.deleteMany();
  await db.destination.deleteMany();
  const { organizationId, projectId } = bench.world;
  const { token } = await bench.install(acme);
  const owner = bench.as(bench.world.owner);
  integrationId = (await connectWithToken(owner, { organizationId, token, alias: "acme" })).id;
  await subscribeChannel(bench.runtime, {
    projectId,
    integrationId,
    channelId: "C0ACMEDEP01",
    name: "#deploys",
  });
});

const check = () => checkConnection(bench.runtime, integrationId);
const channel = (action: string, over = {}) =>
  bench.control("POST", "channels/C0ACMEDEP01", { action, ...over });
const state = async () => {
  const { brokenCode, checkDueAt } = await bench.database.db.workflowIntegration.findUniqueOrThrow({
    where: { id: integrationId },
  });
  const destination = await bench.database.db.destination.findFirstOrThrow({ where: { integrationId } });
  return { connection: brokenCode, channel: destination.brokenCode, name: destination.name, checkDueAt };
};

describe("a check without Slack's events", () => {
  it("finds that a channel was archived, and that it is back", async () => {
    await channel("archive");
    await check();
    expect(await state()).toMatchObject({ connection: null, channel: "is_archived" });
    await channel("unarchive");
    await check();
    expect((await state()).channel).toBeNull();
  });

  it("comes to every channel with the next check where there are more than Slack lets us ask about at once", async () => {
    const { projectId } = bench.world;
    for (let n = 0; n < 24; n++) {
      const channelId = `C0AAA${String(n).padStart(4, "0")}`;
      await subscribeChannel(bench.runtime, { projectId, integrationId, channelId, name: `#gone-${n}` });
    }
    for (let n = 0; n < 2; n++) {
      await check();
      bench.clock.advance(15 * 60_000);
    }
    const unseen = await bench.database.db.destination.count({
      where: { channelId: { startsWith: "C0AAA" }, brokenCode: null },
    });
    expect(unseen).toBe(0);
  });

  it("finds a channel's new name", async () => {
    await channel("rename", { name: "releases" });
    await check();
    expect((await state()).name).toBe("#releases");
    await channel("rename", { name: "deploys" });
  });

  it("finds that the app was taken out of a private channel, and that it is back", async () => {
    const { db } = bench.database;
    await bench.control("POST", "channels/C0ACMEPRV01", { action: "invite" });
    await db.destination.updateMany({ data: { channelId: "C0ACMEPRV01", channelIsPrivate: true } });
    await check();
    expect((await state()).channel).toBeNull();
    await bench.control("POST", "channels/C0ACMEPRV01", { action: "kick" });
    await check();
    expect((await state()).channel).toBe("channel_not_found");
    await bench.control("POST", "channels/C0ACMEPRV01", { action: "invite" });
    await check();
    expect((await state()).channel).toBeNull();
    await bench.control("POST", "channels/C0ACMEPRV01", { action: "kick" });
  });

  it("finds that a public channel is reached from outside once the scope for it was granted, and mends what is refused all the same no second time", async () => {
    const brokenCode = "not_in_channel";
    const { db } = bench.database;
    const { organizationId, projectId } = bench.world;
    await bench.control("POST", "revoke", { teamId: globex });
    const { token } = await bench.install(globex, ["chat:write", "channels:read"]);
    const owner = bench.as(bench.world.owner);
    const { id } = await connectWithToken(owner, { organizationId, token, alias: "globex" });
    const place = { integrationId: id, channelId: "C0GLBXOPS01" };
    const known = {
      name: "operations",
      isPrivate: false,
      isArchived: false,
      isMember: false,
      isShared: false,
    };
    await db.slackChannel.create({ data: { ...place, ...known, seenAt: bench.clock.now() } });
    const { destinationId } = await subscribeChannel(bench.runtime, { ...place, projectId });
    await db.destination.update({ where: { id: destinationId }, data: { brokenCode } });
    const checked = async () => {
      await checkConnection(bench.runtime, id);
      return (await db.destination.findUniqueOrThrow({ where: { id: destinationId } })).brokenCode;
    };
    expect(await checked()).toBe(brokenCode);
    await bench.install(globex);
    const operations = (action: string) => bench.control("POST", "channels/C0GLBXOPS01", { action });
    await operations("archive");
    expect(await checked()).toBe("is_archived");
    await operations("unarchive");
    expect(await checked()).toBeNull();
    expect(await db.slackChannel.findFirst({ where: place })).toMatchObject({ isMember: false });
    await db.destination.update({ where: { id: destinationId }, data: { brokenCode } });
    expect(await checked()).toBe(brokenCode);
  });

  it("finds a dead token, and keeps quiet while Slack only fails on the way", async () => {
    await bench.fault({ kind: "http_500_html", method: "auth.test" });
    await check();
    expect((await state()).connection).toBeNull();
    await bench.fault({ kind: "error", method: "auth.test", error: "account_inactive" });
    await check();
    expect((await state()).connection).toBe("account_inactive");
    await check();
    expect((await state()).connection).toBeNull();
  });

  it("finds for everybody that the app was removed from the workspace, and for itself that its token is bad", async () => {
    const { db } = bench.database;
    const row = await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } });
    const organizationId = newId();
    await db.organization.create({ data: { id: organizationId, name: "Other", plan: "enterprise" } });
    const other = await db.workflowIntegration.create({ data: { ...row, id: newId(), organizationId } });
    const brokenCode = async () =>
      (await db.workflowIntegration.findUniqueOrThrow({ where: { id: other.id } })).brokenCode;
    await bench.fault({ kind: "error", method: "auth.test", error: "invalid_auth" });
    await check();
    expect([(await state()).connection, await brokenCode()]).toEqual(["invalid_auth", null]);
    await check();
    await bench.fault({ kind: "error", method: "auth.test", error: "account_inactive" });
    await check();
    expect([(await state()).connection, await brokenCode()]).toEqual([
      "account_inactive",
      "account_inactive",
    ]);
  });

  it("finds a token that cannot be read any more, and that it can be again", async () => {
    const { db } = bench.database;
    const { tokenEnc } = await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } });
    await db.workflowIntegration.updateMany({ data: { tokenEnc: Buffer.from("not what was sealed") } });
    await check();
    expect((await state()).connection).toBe("token_unreadable");
    await db.workflowIntegration.updateMany({ data: { tokenEnc } });
    await check();
    expect((await state()).connection).toBeNull();
  });

  it("says nothing of a token that was replaced while the list of channels was fetched with the old one", async () => {
    const { db } = bench.database;
    const old = await loadWorkspace(db, integrationId);
    if (!old) throw new Error("There is no connection.");
    const { token } = await bench.install(acme);
    const { organizationId } = bench.world;
    await connectWithToken(bench.as(bench.world.owner), { organizationId, token, integrationId });
    await bench.fault({ kind: "error", method: "conversations.list", error: "invalid_auth" });
    expect(await walkChannels(bench.runtime, old)).toEqual({ kind: "failed", code: "invalid_auth" });
    expect((await state()).connection).toBeNull();
  });

  it("mends nothing else than what it saw", async () => {
    await bench.database.db.destination.updateMany({ data: { brokenCode: "restricted_action" } });
    await check();
    expect((await state()).channel).toBe("restricted_action");
  });
});

describe("checks", () => {
  it("come every quarter of an hour, and seldom where Slack tells by itself", async () => {
    await check();
    const soon = (await state()).checkDueAt?.getTime() ?? 0;
    expect(soon - bench.clock.now().getTime()).toBe(15 * 60_000);
    const { db } = bench.database;
    const { signingSecretEnc: before } = await db.slackApp.findFirstOrThrow();
    await db.slackApp.updateMany({ data: { signingSecretEnc: Buffer.from("sealed") } });
    await check();
    // Nobody verified the address at Slack yet.
    expect((await state()).checkDueAt).toEqual(new Date(bench.clock.now().getTime() + 15 * 60_000));
    await rememberRequest(db, bench.clock.now(), { kind: "verification" });
    const hours = async () => {
      await check();
      return (((await state()).checkDueAt?.getTime() ?? 0) - bench.clock.now().getTime()) / 3_600_000;
    };
    // A pasted token may be of another app, whose events go elsewhere.
    expect(await hours()).toBe(0.25);
    await db.workflowIntegration.updateMany({ data: { source: "oauth" } });
    expect(await hours()).toBe(6);
    await db.workflowIntegration.updateMany({ data: { source: "token", appId: "A0PASTED001" } });
    const elsewhere = { kind: "event", teamId: acme, detail: "channel_archive" } as const;
    await rememberRequest(db, bench.clock.now(), { ...elsewhere, appId: "A0OTHER0001" });
    expect(await hours()).toBe(0.25);
    await rememberRequest(db, bench.clock.now(), { ...elsewhere, appId: "A0PASTED001" });
    expect(await hours()).toBe(6);
    await db.slackApp.updateMany({ data: { signingSecretEnc: before } });
    expect(await hours()).toBe(0.25);
    await db.slackRequestSeen.deleteMany();
  });

  it("learn the app of a pasted token as soon as another connection of its bot knows it", async () => {
    const { db } = bench.database;
    const appId = async () =>
      (await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } })).appId;
    await db.workflowIntegration.updateMany({ data: { appId: "" } });
    await check();
    expect(await appId()).toBe("");
    const row = await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } });
    const organizationId = newId();
    await db.organization.create({ data: { id: organizationId, name: "Other", plan: "enterprise" } });
    const other = { ...row, id: newId(), organizationId, appId: bench.app.appId, botUserId: "U0OTHERBOT1" };
    await db.workflowIntegration.create({ data: other });
    await check();
    expect(await appId()).toBe("");
    await db.workflowIntegration.update({ where: { id: other.id }, data: { botUserId: row.botUserId } });
    await check();
    expect(await appId()).toBe(bench.app.appId);
  });

  it("are done by one process at a time, and by another when that one died", async () => {
    const { db } = bench.database;
    await db.workflowIntegration.updateMany({ data: { checkDueAt: bench.clock.now() } });
    const claims = Array.from({ length: 8 }, () => claimConnection(db, "check", bench.clock.now()));
    expect((await Promise.all(claims)).filter(Boolean)).toEqual([integrationId]);
    bench.clock.advance(61_000);
    expect(await claimConnection(db, "check", bench.clock.now())).toBe(integrationId);
  });
});
