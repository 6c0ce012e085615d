import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { findStuckPolicies } from "#server/access-requests/stuck-policies.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { getOverview } from "#server/event-log/get-overview.ts";
import { changeProjectMember, removeProjectMember } from "#server/projects/change-project-member.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: AccessWorld;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await createAccessWorld(runtime);
});

const stuck = () =>
  findStuckPolicies(runtime.db, { id: world.projectId, organizationId: world.organizationId });

it("is told once fewer approvers are left than a policy needs, with what waits, to those who can mend it", async () => {
  const { projectId } = world;
  const { id } = await world.policy({ name: "Production", requiredApprovals: 2 });
  const [first, second] = world.approvers;
  await world.request();
  await removeProjectMember(world.as(world.projectAdmin), { projectId, userId: first.id });
  expect(await stuck()).toEqual([]);
  await changeProjectMember(world.as(world.projectAdmin), { projectId, userId: second.id, role: "viewer" });
  const policy = { id, name: "Production", required: 2, able: 1, pending: 1 };
  expect(await stuck()).toEqual([policy]);
  expect((await getOverview(world.as(world.projectAdmin), { projectId })).stuckPolicies).toEqual([policy]);
  expect((await getOverview(world.as(world.projectViewer), { projectId })).stuckPolicies).toEqual([]);
});

it("counts neither deleted policies nor those of other projects", async () => {
  const other = await createAccessWorld(runtime);
  const { id } = await other.policy({ requiredApprovals: 3 });
  await runtime.db.projectMember.deleteMany({ where: { projectId: other.projectId } });
  expect(await stuck()).toEqual([]);
  const place = { id: other.projectId, organizationId: other.organizationId };
  expect(await findStuckPolicies(runtime.db, place)).toMatchObject([{ id, able: 0, pending: 0 }]);
  await runtime.db.accessPolicy.update({ where: { id }, data: { deletedAt: new Date() } });
  expect(await findStuckPolicies(runtime.db, place)).toEqual([]);
});
