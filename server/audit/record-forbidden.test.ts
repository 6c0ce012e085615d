import { afterAll, beforeAll, expect, it } from "vitest";
import { recordForbidden } from "#server/audit/record-forbidden.ts";
import { forbidden, notFound } from "#server/errors.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";
import { appRouter } from "#server/trpc/root.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("records who was refused a change for want of a permission, where it was about, and no more than a few times", async () => {
  const clock = createTestClock();
  const runtime = createTestRuntime(database, { clock });
  const { organizationId, projectId, ...people } = await createWorld(runtime.db);
  const refusals = () =>
    runtime.db.auditEntry.findMany({
      where: { action: "permission.refused" },
      orderBy: { id: "asc" },
      select: { organizationId: true, projectId: true, actorId: true, targetName: true },
    });
  const viewer = contextOf(runtime, people.projectViewer);
  const caller = appRouter.createCaller(viewer);
  await expect(caller.projects.rename({ projectId, name: "Mine" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(caller.audit.list({ organizationId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const stranger = appRouter.createCaller(contextOf(runtime, people.stranger));
  await expect(stranger.projects.rename({ projectId, name: "Mine" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(stranger.slackApp.remove()).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await refusals()).toEqual([
    { organizationId, projectId, actorId: people.projectViewer.id, targetName: "projects.rename" },
    { organizationId: null, projectId: null, actorId: people.stranger.id, targetName: "slackApp.remove" },
  ]);

  await recordForbidden(contextOf(runtime, people.instanceAdmin), forbidden("No."), {
    name: "x.y",
    input: { organizationId, projectId },
  });
  expect((await refusals()).at(-1)).toMatchObject({
    organizationId: null,
    projectId: null,
    targetName: "x.y",
  });

  const asked = { name: "projects.rename", input: { projectId } };
  for (let i = 0; i < 30; i += 1) await recordForbidden(viewer, forbidden("No."), asked);
  await recordForbidden(viewer, notFound("project"), asked);
  expect(await refusals()).toHaveLength(12);
  clock.advance(60_000);
  await recordForbidden(viewer, forbidden("No."), asked);
  expect(await refusals()).toHaveLength(13);
});
