import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#server/ids.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createCallerFactory, router } from "#server/trpc/init.ts";
import { accessPoliciesRouter } from "#server/trpc/routers/access-policies.ts";
import { accessRequestsRouter } from "#server/trpc/routers/access-requests.ts";

const callerOf = createCallerFactory(
  router({ requests: accessRequestsRouter, policies: accessPoliciesRouter }),
);
let database: TestDatabase;
let world: AccessWorld;
let ours: { requestId: string; policyId: string; grantId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  const runtime = createTestRuntime(database);
  world = await createAccessWorld(runtime);
  const { id: policyId } = await world.policy();
  const { id: requestId } = await world.request();
  ours = { requestId, policyId, grantId: newId() };
});
afterAll(() => database.drop());

const asked = {
  environment: "prod",
  secretPath: "/app",
  permissions: ["read" as const],
  durationSeconds: null,
};
type Caller = ReturnType<typeof callerOf>;
type Ids = { projectId: string; requestId: string; policyId: string; grantId: string };
const fields = { name: "P", pathGlob: "/x", requiredApprovals: 1 };

/** Every procedure, called for the given ids. */
const calls: Record<string, (caller: Caller, ids: Ids) => Promise<unknown>> = {
  list: (c, { projectId }) => c.requests.list({ projectId }),
  counts: (c, { projectId }) => c.requests.counts({ projectId }),
  get: (c, { projectId, requestId }) => c.requests.get({ projectId, requestId }),
  options: (c, { projectId }) => c.requests.options({ projectId }),
  create: (c, { projectId }) => c.requests.create({ projectId, ...asked }),
  update: (c, { projectId, requestId }) =>
    c.requests.update({ projectId, requestId, revision: 1, editorNote: "x" }),
  review: (c, { projectId, requestId }) =>
    c.requests.review({ projectId, requestId, revision: 1, decision: "approve" }),
  cancel: (c, { projectId, requestId }) => c.requests.cancel({ projectId, requestId }),
  grants: (c, { projectId }) => c.requests.grants({ projectId }),
  revokeGrant: (c, { projectId, grantId }) => c.requests.revokeGrant({ projectId, grantId }),
  "policies.list": (c, { projectId }) => c.policies.list({ projectId }),
  "policies.get": (c, { projectId, policyId }) => c.policies.get({ projectId, policyId }),
  "policies.candidates": (c, { projectId }) => c.policies.candidates({ projectId }),
  "policies.create": (c, { projectId }) =>
    c.policies.create({ projectId, ...fields, approverIds: world.approverIds }),
  "policies.update": (c, { projectId, policyId }) =>
    c.policies.update({ projectId, policyId, ...fields, approverIds: world.approverIds }),
  "policies.delete": (c, { projectId, policyId }) => c.policies.delete({ projectId, policyId }),
};

it("names every procedure of both routers", () => {
  const names = [
    ...Object.keys(accessRequestsRouter._def.procedures),
    ...Object.keys(accessPoliciesRouter._def.procedures).map((name) => `policies.${name}`),
  ];
  expect(Object.keys(calls).sort()).toEqual(names.sort());
});

it.each(Object.keys(calls))("%s answers a stranger and an instance admin with not found", async (name) => {
  const ids = { projectId: world.projectId, ...ours };
  for (const person of [world.stranger, world.instanceAdmin, world.member]) {
    await expect(calls[name]?.(callerOf(world.as(person)), ids)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await expect(calls[name]?.(callerOf(world.as(null)), ids)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

it.each([
  "get",
  "update",
  "review",
  "cancel",
  "revokeGrant",
  "policies.get",
  "policies.update",
  "policies.delete",
])("%s does not reach through one's own project into another", async (name) => {
  const runtime = createTestRuntime(database);
  const other = await createAccessWorld(runtime);
  const ids = { projectId: other.projectId, ...ours };
  await expect(calls[name]?.(callerOf(other.as(other.projectAdmin)), ids)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
