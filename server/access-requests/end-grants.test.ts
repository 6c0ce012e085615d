import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { removeMember } from "#server/organizations/remove-member.ts";
import { removeProjectMember } from "#server/projects/change-project-member.ts";
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
  await world.policy({ requiredApprovals: 1 });
});

async function grantTo(person: AccessWorld["owner"]): Promise<void> {
  const { projectId } = world;
  const { id: requestId } = await world.request({}, person);
  const review = reviewRequestInput.parse({ projectId, requestId, revision: 1, decision: "approve" });
  await reviewRequest(world.as(world.approvers[1]), review);
}
const grantsOf = (userId: string) => runtime.db.accessGrant.findMany({ where: { userId } });

it.each(["organization", "project"])("leaves nobody a grant who is taken out of the %s", async (from) => {
  const { organizationId, projectId, projectMember, approvers, admin } = world;
  await grantTo(projectMember);
  await grantTo(approvers[0]);
  const userId = projectMember.id;
  if (from === "organization") await removeMember(world.as(admin), { organizationId, userId });
  else await removeProjectMember(world.as(admin), { projectId, userId });
  expect(await grantsOf(userId)).toMatchObject([
    { revokedAt: expect.any(Date), revokedById: admin.id, revokedBy: admin.name },
  ]);
  expect(await grantsOf(approvers[0].id)).toMatchObject([{ revokedAt: null }]);
  const entry = await runtime.db.auditEntry.findFirst({
    where: { organizationId, targetId: userId },
    orderBy: { id: "desc" },
  });
  expect(entry).toMatchObject({
    action: `${from === "project" ? "project" : "organization"}-member.removed`,
  });
  expect(entry?.after).toMatchObject({ endedGrants: 1 });
});
