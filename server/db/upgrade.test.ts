import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoleOf } from "#server/authz/access.ts";
import { knownMigrations, migrate } from "#server/db/migrate.ts";
import { newId } from "#server/ids.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";

let database: TestDatabase;
const [organizationId, otherOrganizationId, projectId, userId] = [newId(), newId(), newId(), newId()];
const [integrationId, destinationId, eventId, deliveryId] = [newId(), newId(), newId(), newId()];
const untriedId = newId();
// Made before the attempts' times, so that the order of ids is not the order of time.
const [laterAttemptId, firstAttemptId] = [newId(), newId()];

/** One row of everything that the second migration touches, as the first one left it. */
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  const [first = ""] = await knownMigrations();
  await migrate(database.url, undefined, { through: first });
  const put = (table: string, row: Record<string, unknown>) =>
    database.pool.query(
      `insert into "${table}" (${Object.keys(row).map((name) => `"${name}"`)}) values (${Object.keys(row).map((_, n) => `$${n + 1}`)})`,
      Object.values(row),
    );
  const at = new Date("2026-05-01T10:00:00Z");
  await put("User", { id: userId, email: "ada@example.test", name: "Ada", passwordHash: "$argon2id$old" });
  for (const id of [organizationId, otherOrganizationId]) {
    await put("Organization", { id, name: "Acme", plan: "team" });
  }
  await put("OrganizationMember", { organizationId, userId, role: "member" });
  await put("Project", { id: projectId, organizationId, name: "Payments" });
  await put("ProjectMember", { projectId, userId, role: "viewer" });
  await put("Throttle", { key: "account:ada@example.test", failures: 3, lastFailure: at });
  await put("AuditEntry", {
    ...{ id: newId(), organizationId, at, actorKind: "system", actorName: "demo", action: "project.created" },
    ...{ targetKind: "project", targetName: "Payments", ipAddress: "", userAgent: "" },
  });
  const connection = (id: string, of: string, appId: string) =>
    put("WorkflowIntegration", {
      ...{ id, organizationId: of, alias: "acme", source: "oauth", teamId: "T1", teamName: "Acme", appId },
      ...{ teamUrl: "", botUserId: "U1", botName: "bot", scopes: [], tokenEnc: Buffer.from("sealed") },
      ...{ connectedById: userId, connectedBy: "Ada", connectedAs: "owner", connectedAt: at, updatedAt: at },
    });
  await connection(integrationId, organizationId, "A1");
  await connection(newId(), otherOrganizationId, "A2");
  await put("SlackConversation", {
    ...{ teamId: "T1", channelId: "C1", projectId, subject: "access-request/1", rootTs: "1.0" },
    ...{ rootEventId: eventId, statusPosition: 1 },
  });
  const channel = { kind: "slack_app", name: "deploys", integrationId, channelId: "C1" };
  await put("Destination", { id: destinationId, projectId, ...channel });
  await put("Event", {
    ...{ id: eventId, position: 1, projectId, source: "bellwire", type: "access-request:create" },
    ...{ subject: "access-request/1", time: at, severity: "info", data: {}, generation: 0 },
    ...{ explanation: "[]", sequencedAt: at },
  });
  const delivery = (id: string, of: string) =>
    put("Delivery", {
      ...{ id, projectId, eventId: of, destinationId, laneClass: "normal", laneOrder: 1 },
      ...{ nextTryAt: at, createdAt: at },
    });
  await delivery(deliveryId, eventId);
  const untriedEventId = newId();
  await put("Event", {
    ...{ id: untriedEventId, position: 2, projectId, source: "bellwire", type: "access-request:create" },
    ...{ subject: "access-request/2", time: at, severity: "info", data: {}, generation: 0 },
    ...{ explanation: "[]", sequencedAt: at },
  });
  await delivery(untriedId, untriedEventId);
  await put("Lane", { destinationId, laneClass: "normal" });
  await put("PaceBucket", { key: "channel:T1:C1", nextAt: at });
  for (const [id, minutes] of [
    [firstAttemptId, 1],
    [laterAttemptId, 2],
  ] as const) {
    const startedAt = new Date(at.getTime() + minutes * 60_000);
    await put("Attempt", { id, projectId, destinationId, kind: "send", number: minutes, startedAt });
    await put("AttemptDelivery", { attemptId: id, deliveryId });
  }
  await migrate(database.url);
});
afterAll(() => database.drop());

it("keeps people, their password and what they are in their projects", async () => {
  const person = await database.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect(person).toMatchObject({ passwordHash: "$argon2id$old", totpEnabledAt: null, emailChangedAt: null });
  const actor = { kind: "user" as const, id: userId, name: "Ada", email: "", isInstanceAdmin: false };
  const held = await projectRoleOf(database.db, { id: projectId, organizationId }, actor);
  expect(held).toMatchObject({ role: "viewer" });
  expect(await database.db.throttle.findFirst()).toMatchObject({ failures: 3, refusedTries: 0 });
});

it("leaves earlier audit entries to be sealed like all others", async () => {
  expect(await database.db.auditEntry.findMany()).toMatchObject([{ number: null, entryHash: null }]);
});

it("has earlier connections looked at, and earlier conversations go on through their own project's app", async () => {
  const connections = await database.db.workflowIntegration.findMany();
  expect(connections.map((one) => one.checkDueAt)).toEqual([expect.any(Date), expect.any(Date)]);
  expect(await database.db.slackConversation.findMany()).toMatchObject([{ appId: "A1", rootTs: "1.0" }]);
});

it("counts the requests that were sent for earlier deliveries, in the order of time", async () => {
  const sent = await database.db.attemptDelivery.findMany({ orderBy: { number: "asc" } });
  expect(sent.map(({ attemptId, number }) => [attemptId, number])).toEqual([
    [firstAttemptId, 1],
    [laterAttemptId, 2],
  ]);
  const counts = await database.db.delivery.findMany({ select: { id: true, attemptCount: true } });
  expect(new Map(counts.map((one) => [one.id, one.attemptCount]))).toEqual(
    new Map([
      [deliveryId, 2],
      [untriedId, 0],
    ]),
  );
});

it("ends with the tables of the schema: its last change has a migration", async () => {
  const folder = path.resolve(import.meta.dirname, "../../prisma");
  const last = (await knownMigrations()).at(-1) ?? "";
  expect(await readFile(path.join(folder, "migrations", last, "schema.prisma"), "utf8")).toBe(
    await readFile(path.join(folder, "schema.prisma"), "utf8"),
  );
});

it("holds each member to one role, fixed or custom", async () => {
  const none = database.db.projectMember.updateMany({ where: { userId }, data: { role: null } });
  await expect(none).rejects.toThrow(/ProjectMember_one_role/);
});
