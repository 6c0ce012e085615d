import { drain } from "#server/testing/pipeline.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { freeAlias } from "#server/integrations/alias.ts";
import { beginConnecting } from "#server/integrations/connect-lock.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import { deleteIntegration } from "#server/integrations/delete-integration.ts";
import { getIntegration } from "#server/integrations/get-integration.ts";
import { activeIntegrationId } from "#server/integrations/integration-view.ts";
import { listIntegrations } from "#server/integrations/list-integrations.ts";
import { slackStatus } from "#server/integrations/slack-status.ts";
import { acme, type Bench, createBench } from "#server/integrations/test-bench.ts";
import { updateIntegration } from "#server/integrations/update-integration.ts";
import { rememberRequest } from "#server/slack/inbound/remember-request.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

let bench: Bench;
let owner: Context;
let organizationId: string;
let integrationId: string;

beforeAll(async () => {
  bench = await createBench();
  owner = bench.as(bench.world.owner);
  organizationId = bench.world.organizationId;
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  await bench.database.db.destination.deleteMany();
  const { token } = await bench.install(acme);
  const connected = await connectWithToken(owner, { organizationId, token, alias: "acme-slack" });
  integrationId = connected.id;
});

const read = (ctx = owner) => getIntegration(ctx, { organizationId, integrationId });
const use = (channelId: string) =>
  subscribeChannel(bench.runtime, { projectId: bench.world.projectId, integrationId, channelId });

test("the list tells what each connection is, and never its token", async () => {
  await use("C0ACMEGEN01");
  await use("C0ACMERND01");
  const list = await listIntegrations(owner, { organizationId });
  expect(list.integrations).toMatchObject([
    {
      alias: "acme-slack",
      teamName: "Acme",
      missingScopes: [],
      trouble: null,
      isActive: true,
      destinationCount: 2,
      projectCount: 1,
    },
  ]);
  expect(list.may).toMatchObject({ connect: true, manage: true, planAllows: true });
  expect(JSON.stringify(list)).not.toMatch(/xoxb|tokenEnc/);
});

test("members see integrations and what they may not do", async () => {
  const list = await listIntegrations(bench.as(bench.world.member), { organizationId });
  expect(list.integrations).toHaveLength(1);
  expect(list.may).toMatchObject({ connect: false, manage: false });
});

test("a broken connection says why and since when", async () => {
  await bench.database.db.workflowIntegration.updateMany({
    data: { brokenCode: "missing_scope:chat:write", brokenAt: bench.clock.now() },
  });
  expect((await read()).trouble).toMatchObject({
    sentence: expect.stringContaining("the scope chat:write"),
    remedy: "reconnect",
    since: bench.clock.now(),
  });
});

test("projects using it are named to those who may see them and counted for the others", async () => {
  await use("C0ACMEGEN01");
  expect(await read()).toMatchObject({
    projects: [{ name: "Payments", destinations: 1 }],
    hiddenProjects: 0,
  });
  expect(await read(bench.as(bench.world.member))).toMatchObject({ projects: [], hiddenProjects: 1 });
  expect(await read(bench.as(bench.world.projectViewer))).toMatchObject({ hiddenProjects: 0 });
});

test("the page says whether Slack's events about this connection come here", async () => {
  const { db } = bench.database;
  const hearing = async () => (await read()).events.hearing;
  const now = bench.clock.now();
  const { signingSecretEnc: before } = await db.slackApp.findFirstOrThrow();
  const secret = (signingSecretEnc: Uint8Array<ArrayBuffer> | null) =>
    db.slackApp.updateMany({ data: { signingSecretEnc } });
  await secret(null);
  expect(await hearing()).toBe("off");
  await secret(Buffer.from("sealed"));
  expect(await hearing()).toBe("unheard");
  await rememberRequest(db, now, { kind: "verification" });
  expect(await hearing()).toBe("elsewhere");
  await db.workflowIntegration.updateMany({ data: { source: "oauth" } });
  expect(await hearing()).toBe("told");
  await db.workflowIntegration.updateMany({ data: { source: "token", appId: "A0PASTED001" } });
  expect(await hearing()).toBe("elsewhere");
  // About another workspace, but of the same app.
  const event = { kind: "event", appId: "A0PASTED001", teamId: "T0OTHER0001" } as const;
  await rememberRequest(db, now, event);
  expect((await read()).events).toEqual({ hearing: "told", lastAt: null, lastType: null });
  await rememberRequest(db, now, { ...event, teamId: acme, detail: "channel_archive" });
  expect((await read()).events).toEqual({ hearing: "told", lastAt: now, lastType: "channel_archive" });
  await secret(before);
  await db.slackRequestSeen.deleteMany();
});

test("renaming needs a free alias and is written into the audit log", async () => {
  await updateIntegration(owner, { organizationId, integrationId, alias: "main", description: "All of it" });
  expect(await read()).toMatchObject({ alias: "main", description: "All of it" });
  const audit = await bench.database.db.auditEntry.findFirst({
    where: { action: "workflow-integration.updated" },
  });
  expect(audit).toMatchObject({ before: { alias: "acme-slack" }, after: { alias: "main" } });
  await updateIntegration(owner, { organizationId, integrationId, alias: "MAIN", description: "" });
  expect((await read()).alias).toBe("MAIN");
});

test("members may neither rename nor delete", async () => {
  const member = bench.as(bench.world.member);
  const target = { organizationId, integrationId };
  await expect(updateIntegration(member, { ...target, alias: "x", description: "" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(deleteIntegration(member, target)).rejects.toMatchObject({ code: "forbidden" });
});

test("an integration of another organization does not exist", async () => {
  const otherId = newId();
  const { db } = bench.database;
  await db.organization.create({ data: { id: otherId, name: "Other", plan: "enterprise" } });
  await db.organizationMember.create({
    data: { organizationId: otherId, userId: bench.world.owner.id, role: "owner" },
  });
  const target = { organizationId: otherId, integrationId };
  await expect(getIntegration(owner, target)).rejects.toMatchObject({ code: "not_found" });
  await expect(updateIntegration(owner, { ...target, alias: "x", description: "" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(deleteIntegration(owner, target)).rejects.toMatchObject({ code: "not_found" });
});

describe("deleting", () => {
  test("parks the destinations with their reason and revokes the token at Slack", async () => {
    const { destinationId } = await use("C0ACMEGEN01");
    const { db } = bench.database;
    await db.lane.create({ data: { destinationId, laneClass: "normal", wakeAt: bench.clock.now() } });
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toEqual({
      destinations: 1,
      revoked: true,
    });
    expect(await db.destination.findUnique({ where: { id: destinationId } })).toMatchObject({
      brokenCode: "connection_removed",
      integrationId: null,
    });
    await drain(bench.runtime);
    expect((await db.lane.findFirst({ where: { destinationId } }))?.wakeAt).toBeNull();
    expect(await bench.callsOf("auth.revoke")).toMatchObject([{ ok: true }]);
    const audit = await db.auditEntry.findFirst({ where: { action: "slack.uninstalled" } });
    expect(audit?.before).toMatchObject({ teamId: acme, teamName: "Acme", destinations: 1 });
  });

  test("does not revoke while another organization uses the workspace", async () => {
    const otherId = newId();
    const { db } = bench.database;
    await db.organization.create({ data: { id: otherId, name: "Other", plan: "enterprise" } });
    await db.organizationMember.create({
      data: { organizationId: otherId, userId: bench.world.owner.id, role: "owner" },
    });
    const { token } = await bench.install(acme);
    const other = await connectWithToken(owner, { organizationId: otherId, token, alias: "acme" });
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toMatchObject({
      revoked: false,
    });
    expect(await bench.callsOf("auth.revoke")).toEqual([]);
    const last = { organizationId: otherId, integrationId: other.id };
    expect(await deleteIntegration(owner, last)).toMatchObject({ revoked: true });
  });

  test("is possible when the token cannot be read any more, and leaves it to Slack", async () => {
    await use("C0ACMEGEN01");
    const unreadable = { tokenEnc: Buffer.from("not what was sealed") };
    await bench.database.db.workflowIntegration.updateMany({ data: unreadable });
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toEqual({
      destinations: 1,
      revoked: false,
    });
    expect(await bench.callsOf("auth.revoke")).toEqual([]);
  });

  test("waits for whoever is connecting the workspace, and does not revoke the token they were just given", async () => {
    const otherId = newId();
    const { db } = bench.database;
    await db.organization.create({ data: { id: otherId, name: "Other", plan: "enterprise" } });
    const row = await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } });
    const endConnecting = await beginConnecting(bench.runtime);
    const deleted = deleteIntegration(owner, { organizationId, integrationId });
    await db.workflowIntegration.create({ data: { ...row, id: newId(), organizationId: otherId } });
    await endConnecting();
    expect(await deleted).toMatchObject({ revoked: false });
    expect(await bench.callsOf("auth.revoke")).toEqual([]);
  });

  test("goes on without the lock where the database ends its session, and this process with it", async () => {
    const endConnecting = await beginConnecting(bench.runtime);
    const held = await bench.database.db.$queryRaw<{ ended: boolean }[]>`
      select pg_terminate_backend(l."pid") as ended from pg_locks l
      join pg_database d on d."oid" = l."database"
      where l."locktype" = 'advisory' and l."mode" = 'ShareLock' and d."datname" = current_database()`;
    expect(held).toEqual([{ ended: true }]);
    await endConnecting();
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toMatchObject({
      revoked: true,
    });
  });

  test("of many at once takes few connections, and lets more go on without waiting", async () => {
    const ends = await Promise.all(Array.from({ length: 12 }, () => beginConnecting(bench.runtime)));
    await expect(bench.runtime.pool.query("select 1")).resolves.toBeDefined();
    await Promise.all(ends.map((end) => end()));
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toMatchObject({
      revoked: true,
    });
  });

  test("revokes although the workspace is connected through another app, whose token is another", async () => {
    const otherId = newId();
    const { db } = bench.database;
    await db.organization.create({ data: { id: otherId, name: "Other", plan: "enterprise" } });
    const another = { id: newId(), organizationId: otherId, appId: "A0OTHER0001", botUserId: "U0OTHER0001" };
    const row = await db.workflowIntegration.findUniqueOrThrow({ where: { id: integrationId } });
    await db.workflowIntegration.create({ data: { ...row, ...another } });
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toMatchObject({
      revoked: true,
    });
  });

  test("counts even where Slack cannot be reached", async () => {
    await bench.fault({ kind: "down", method: "auth.revoke" });
    expect(await deleteIntegration(owner, { organizationId, integrationId })).toMatchObject({
      revoked: false,
    });
    expect(await bench.database.db.workflowIntegration.count()).toBe(0);
  });
});

test("the active integration is the newest that an owner or admin connected", () => {
  const at = (minute: number) => new Date(2026, 0, 1, 0, minute);
  const rows = [
    { id: "a", connectedAs: "owner" as const, connectedAt: at(1) },
    { id: "b", connectedAs: "admin" as const, connectedAt: at(2) },
    { id: "c", connectedAs: "member" as const, connectedAt: at(3) },
  ];
  expect(activeIntegrationId(rows)).toBe("b");
  expect(activeIntegrationId(rows.slice(0, 1))).toBe("a");
  expect(activeIntegrationId(rows.slice(2))).toBeNull();
});

test("a workspace that a member connected becomes the active one when an owner or admin connects it, not by a reconnect", async () => {
  const { db } = bench.database;
  const { admin, member, projectAdmin } = bench.world;
  const status = () => slackStatus(owner, { organizationId });
  await db.workflowIntegration.deleteMany();
  const where = { id: organizationId };
  await db.organization.update({ where, data: { membersMayConnect: true } });
  const { integrationId: id } = await bench.connect(bench.as(member), { alias: "theirs" });
  const by = () => db.workflowIntegration.findUniqueOrThrow({ where: { id: id ?? "" } });
  bench.clock.advance(60_000);
  expect(await status()).toEqual({ installed: false });
  const { token } = await bench.install(acme);
  await connectWithToken(owner, { organizationId, integrationId: id ?? "", token });
  expect(await by()).toMatchObject({ connectedAs: "member", connectedById: member.id });
  expect(await status()).toEqual({ installed: false });

  const connectedAt = bench.clock.now();
  expect(await bench.connect(bench.as(admin), { alias: "ours" })).toMatchObject({ outcome: "updated" });
  const told = { connectedAs: "admin", connectedById: admin.id, connectedBy: admin.name, connectedAt };
  expect(await by()).toMatchObject({ ...told, alias: "theirs" });
  expect(await status()).toMatchObject({ installed: true, team_id: acme, created_at: connectedAt });

  bench.clock.advance(60_000);
  for (const later of [bench.world.owner, projectAdmin]) {
    expect(await bench.connect(bench.as(later), { alias: "ours" })).toMatchObject({ outcome: "updated" });
    expect(await by()).toMatchObject(told);
  }
  await db.organization.update({ where, data: { membersMayConnect: false } });
});

test("a suggested alias is free and keeps to the limit", () => {
  expect(freeAlias("acme", new Set(["acme", "acme-2"]))).toBe("acme-3");
  expect(freeAlias("x".repeat(60), new Set())).toHaveLength(60);
});
