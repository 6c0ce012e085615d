import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportAudit, exportAuditInput } from "#server/audit/export-audit.ts";
import { listAudit, listAuditInput, listInstanceAuditInput } from "#server/audit/list-audit.ts";
import { type AuditInput, recordAudit } from "#server/audit/record-audit.ts";
import { sealBatch } from "#server/audit/seal-batch.ts";
import { sealStatus } from "#server/audit/seal-status.ts";
import type { Context } from "#server/context.ts";
import { systemContext } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock, type TestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";
import { appRouter } from "#server/trpc/root.ts";

let database: TestDatabase;
let runtime: Runtime;
let clock: TestClock;
let world: Awaited<ReturnType<typeof createWorld>>;
let owner: Context;
const robotId = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  clock = createTestClock();
  runtime = createTestRuntime(database, { clock });
  world = await createWorld(runtime.db);
  owner = contextOf(runtime, world.owner);
  const { organizationId, projectId } = world;
  const robot: Context = {
    ...owner,
    actor: { kind: "identity", id: robotId, name: "deployer", organizationId },
  };
  const target = (name: string) => ({ kind: "project", id: projectId, name });
  await write(owner, { organizationId, projectId, action: "project.renamed", target: target("Payments") });
  await write(robot, { organizationId, projectId, action: "project.created", target: target("100%_off") });
  clock.advance(24 * 3_600_000);
  await write(owner, {
    organizationId,
    action: "slack.installed",
    target: { kind: "workflow-integration", id: newId(), name: "acme" },
    before: { alias: "old" },
    after: { teamId: "T1", teamName: '=HYPERLINK("x")' },
  });
  await write(systemContext(runtime, "pipeline"), {
    organizationId,
    action: "slack-app.saved",
    target: { kind: "slack-app", id: null, name: "@admin" },
  });
  await write(contextOf(runtime, null), {
    organizationId: null,
    action: "session.refused",
    target: { kind: "user", id: null, name: "mallory@example.test" },
  });
});
afterAll(() => database.drop());

async function write(ctx: Context, input: AuditInput): Promise<void> {
  await runtime.db.$transaction((tx) => recordAudit(tx, ctx, input));
}

async function actions(filter: Record<string, unknown>): Promise<string[]> {
  const input = listAuditInput.parse({ organizationId: world.organizationId, ...filter });
  return (await listAudit(owner, input)).entries.map((one) => one.action);
}

describe("the audit log of an organization", () => {
  it("tells people, machine identities and Bellwire itself apart, with ids, names and the request", async () => {
    const input = listAuditInput.parse({ organizationId: world.organizationId });
    const { entries } = await listAudit(owner, input);
    expect(entries.map((one) => [one.actorKind, one.actorId, one.actorName])).toEqual([
      ["system", null, "pipeline"],
      ["user", world.owner.id, world.owner.name],
      ["identity", robotId, "deployer"],
      ["user", world.owner.id, world.owner.name],
    ]);
    expect(entries[1]).toMatchObject({
      requestId: owner.origin.requestId,
      ipAddress: "203.0.113.9",
      seal: null,
    });
  });

  it("is narrowed by actor, family and action, project, text and days", async () => {
    expect(await actions({ actor: "user" })).toEqual(["slack.installed", "project.renamed"]);
    expect(await actions({ actor: robotId })).toEqual(["project.created"]);
    expect(await actions({ actor: "identity" })).toEqual(["project.created"]);
    expect(await actions({ action: "slack" })).toEqual(["slack.installed"]);
    expect(await actions({ action: "project" })).toEqual(["project.created", "project.renamed"]);
    expect(await actions({ action: "project.renamed" })).toEqual(["project.renamed"]);
    expect(await actions({ action: "s_ack" })).toEqual([]);
    expect(await actions({ projectId: world.projectId, actor: "user" })).toEqual(["project.renamed"]);
    expect(await actions({ text: "PAYM" })).toEqual(["project.renamed"]);
    expect(await actions({ text: "0%_" })).toEqual(["project.created"]);
    expect(await actions({ text: world.projectId })).toEqual(["project.created", "project.renamed"]);
    expect(await actions({ text: "deploy" })).toEqual(["project.created"]);
    expect(await actions({ from: "2026-11-22T00:00:00Z" })).toEqual(["slack-app.saved", "slack.installed"]);
    expect(await actions({ to: "2026-11-22T00:00:00Z" })).toEqual(["project.created", "project.renamed"]);
  });

  it("is paged by cursor in both directions", async () => {
    const page = (cursor: object) =>
      listAudit(owner, listAuditInput.parse({ organizationId: world.organizationId, limit: 2, ...cursor }));
    const first = await page({});
    expect(first.newer).toBeNull();
    const second = await page({ before: first.older });
    expect(second.entries.map((one) => one.action)).toEqual(["project.created", "project.renamed"]);
    expect(second.older).toBeNull();
    expect((await page({ after: second.newer })).entries).toEqual(first.entries);
  });

  it("is read by owners and admins, and unknown to strangers and other organizations", async () => {
    const { organizationId } = world;
    const read = (person: typeof world.owner) =>
      appRouter.createCaller(contextOf(runtime, person)).audit.list({ organizationId });
    await expect(read(world.admin)).resolves.toMatchObject({ newer: null });
    await expect(read(world.member)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(read(world.stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(read(world.instanceAdmin)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const other = await createWorld(runtime.db);
    await expect(read(other.owner)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const theirs = listAuditInput.parse({ organizationId: other.organizationId, text: world.projectId });
    expect((await listAudit(contextOf(runtime, other.owner), theirs)).entries).toEqual([]);
  });
});

describe("the audit log of the instance", () => {
  it("holds what belongs to no organization, for instance admins", async () => {
    const admin = contextOf(runtime, world.instanceAdmin);
    const scope = { organizationId: null };
    const { entries } = await listAudit(admin, { ...listInstanceAuditInput.parse({}), ...scope });
    expect(entries.map((one) => [one.actorKind, one.action])).toEqual([["anonymous", "session.refused"]]);
    await expect(sealStatus(owner, scope)).rejects.toMatchObject({ code: "forbidden" });
    const everything = exportAuditInput.parse({ format: "csv", organizationId: null });
    await expect(exportAudit(owner, everything)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("an export", () => {
  const take = async (filter: Record<string, unknown>, batch?: number) => {
    const input = exportAuditInput.parse({ organizationId: world.organizationId, ...filter });
    const { body, ...file } = await exportAudit(owner, input, batch);
    return { ...file, text: Buffer.from(await new Response(body).arrayBuffer()).toString("utf8") };
  };

  it("has everything that the filter selects, oldest first, over its batches, with seal and project", async () => {
    const client = await runtime.pool.connect();
    await sealBatch(client, clock.now(), null);
    client.release();
    const { filename, contentType, text } = await take({ format: "ndjson" }, 2);
    expect({ filename, contentType }).toEqual({
      filename: "bellwire-audit-2026-11-22.ndjson",
      contentType: "application/x-ndjson; charset=utf-8",
    });
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map((one) => one.action)).toEqual([
      "project.renamed",
      "project.created",
      "slack.installed",
      "slack-app.saved",
    ]);
    expect(lines[2]).toMatchObject({
      actor_kind: "user",
      before: { alias: "old" },
      after: { teamId: "T1" },
      number: expect.any(Number),
      entry_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      chain_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(lines[0]).toMatchObject({ project_name: "Payments" });
  });

  it("is itself recorded, with its filter, and is not in itself", async () => {
    const { text } = await take({ format: "ndjson", action: "audit" });
    expect(text.trimEnd().split("\n")).toHaveLength(1);
    const entry = await runtime.db.auditEntry.findFirstOrThrow({
      where: { action: "audit.exported" },
      orderBy: { id: "desc" },
      select: { after: true, actorId: true, organizationId: true },
    });
    expect(entry).toEqual({
      organizationId: world.organizationId,
      actorId: world.owner.id,
      after: { format: "ndjson", action: "audit" },
    });
  });

  it("is CSV that a spreadsheet opens, in which nothing typed becomes a formula", async () => {
    const { text } = await take({ format: "csv", text: "a", actor: "user", action: "slack" });
    const [head, line] = text.split("\r\n");
    expect(head).toMatch(/^\uFEFFnumber,at,action,actor_kind/);
    expect(line).toContain('"{""teamId"":""T1"",""teamName"":""=HYPERLINK(\\""x\\"")""}"');
    const { text: saved } = await take({ format: "csv", action: "slack-app" });
    expect(saved).toContain(`,"'@admin",`);
  });

  it("is refused to whom the log is refused, before anything is recorded", async () => {
    const before = await runtime.db.auditEntry.count();
    const input = exportAuditInput.parse({ organizationId: world.organizationId, format: "csv" });
    await expect(exportAudit(contextOf(runtime, world.member), input)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(exportAudit(contextOf(runtime, world.stranger), input)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await runtime.db.auditEntry.count()).toBe(before);
  });
});
