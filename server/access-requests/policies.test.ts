import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deletePolicy, deletePolicyInput } from "#server/access-requests/delete-policy.ts";
import { listCandidates, listPolicies } from "#server/access-requests/list-policies.ts";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { updatePolicy, updatePolicyInput } from "#server/access-requests/update-policy.ts";
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

const update = (policyId: string, over: object = {}) =>
  updatePolicy(
    world.as(world.projectAdmin),
    updatePolicyInput.parse({
      projectId: world.projectId,
      policyId,
      name: "Renamed",
      pathGlob: "/app/**",
      approverIds: world.approverIds,
      bypasserIds: [],
      requiredApprovals: 2,
      ...over,
    }),
  );
const remove = (policyId: string, cancelPending = false) =>
  deletePolicy(
    world.as(world.projectAdmin),
    deletePolicyInput.parse({ projectId: world.projectId, policyId, cancelPending }),
  );
const approve = (requestId: string, revision = 1, by = world.approvers[0]) =>
  reviewRequest(
    world.as(by),
    reviewRequestInput.parse({ projectId: world.projectId, requestId, revision, decision: "approve" }),
  );
const rowOf = (id: string) => runtime.db.accessRequest.findUniqueOrThrow({ where: { id } });

describe("a policy's rules", () => {
  it.each([
    ["an environment that does not exist", { environments: ["qa"] }, "environments"],
    ["more approvals than approvers", { requiredApprovals: 4 }, "requiredApprovals"],
  ])("refuse %s", async (_, over, field) => {
    await expect(world.policy(over)).rejects.toMatchObject({ code: "invalid", details: { field } });
  });

  it("take approvers and bypassers only from the people who work in the project", async () => {
    const viewer = world.projectViewer.id;
    const approver = { code: "invalid", details: { field: "approverIds" } };
    await expect(world.policy({ approverIds: [viewer], requiredApprovals: 1 })).rejects.toMatchObject(
      approver,
    );
    await expect(
      world.policy({ approverIds: [world.stranger.id], requiredApprovals: 1 }),
    ).rejects.toMatchObject(approver);
    await expect(world.policy({ bypasserIds: [viewer] })).rejects.toMatchObject({
      details: { field: "bypasserIds" },
    });
    await world.policy({ approverIds: [world.owner.id, world.projectAdmin.id] });
  });

  it("keep names apart within a project, also against differing case", async () => {
    await world.policy({ name: "Production" });
    await expect(world.policy({ name: "production" })).rejects.toMatchObject({ details: { field: "name" } });
    const other = await world.policy({ name: "Other", pathGlob: "/other" });
    await expect(update(other.id, { name: "Production", pathGlob: "/other" })).rejects.toMatchObject({
      details: { field: "name" },
    });
  });

  it("are a project admin's to set and everybody's in the project to read", async () => {
    const { id } = await world.policy({ name: "Production" });
    const seen = await listPolicies(world.as(world.projectViewer), { projectId: world.projectId });
    expect(seen).toMatchObject({
      mayManage: false,
      policies: [{ id, name: "Production", pendingRequests: 0 }],
    });
    expect(seen.policies[0]?.approvers.map((p) => p.id).sort()).toEqual([...world.approverIds].sort());
    const { people } = await listCandidates(world.as(world.projectAdmin), { projectId: world.projectId });
    expect(people.map((p) => p.id)).toContain(world.owner.id);
    expect(people.map((p) => p.id)).not.toContain(world.projectViewer.id);
  });
});

describe("changing policies under pending requests", () => {
  it("starts approvals again where the rules of approval changed, and says so in an event", async () => {
    const { id: policyId } = await world.policy({ requiredApprovals: 3 });
    const { id } = await world.request();
    const untouched = await world.request();
    await approve(id);
    expect(await update(policyId, { requiredApprovals: 1 })).toEqual({ id: policyId, restarted: 1 });
    expect(await rowOf(id)).toMatchObject({ status: "pending", revision: 2 });
    expect(await rowOf(untouched.id)).toMatchObject({ status: "pending", revision: 1 });
    expect((await world.events(id)).at(-1)).toMatchObject({
      type: "access-request:update",
      data: {
        editor: { email: world.projectAdmin.email },
        editorNote: "The policy Renamed was changed. Approvals start again.",
      },
    });
    expect(await approve(id, 2)).toMatchObject({ status: "approved" });
  });

  it("leaves approvals alone where only the name or the bypassers changed", async () => {
    const { id: policyId } = await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request();
    await approve(id);
    expect(await update(policyId, { bypasserIds: [world.bypasser.id] })).toMatchObject({ restarted: 0 });
    expect(await rowOf(id)).toMatchObject({ revision: 1 });
  });

  it("moves requests to a new policy that covers them more closely", async () => {
    await world.policy();
    const { id } = await world.request();
    const narrow = await world.policy({ name: "Databases", pathGlob: "/app/db" });
    expect(narrow.restarted).toBe(1);
    expect(await rowOf(id)).toMatchObject({ policyId: narrow.id, revision: 2 });
  });

  it("is refused when a request would be left without a policy", async () => {
    const { id: policyId } = await world.policy();
    await world.request();
    await expect(update(policyId, { pathGlob: "/web/**" })).rejects.toMatchObject({
      code: "conflict",
      details: { field: "pathGlob" },
      message: expect.stringContaining(world.projectMember.name),
    });
    await expect(update(policyId, { environments: ["dev"] })).rejects.toMatchObject({ code: "conflict" });
    expect((await rowOf((await world.request()).id)).policyId).toBe(policyId);
  });
});

describe("deleting a policy", () => {
  it("is refused while requests wait under it, naming how many", async () => {
    const { id } = await world.policy({ name: "Production" });
    await world.request();
    await world.request();
    await expect(remove(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("2 requests wait for a decision under the policy Production"),
    });
  });

  it("cancels them in the same step when asked to, each with its event, and leaves grants as they are", async () => {
    const { id } = await world.policy({ name: "Production", requiredApprovals: 1 });
    const granted = await world.request();
    await approve(granted.id);
    const waiting = await world.request();
    expect(await remove(id, true)).toEqual({ id, cancelledRequests: 1 });
    expect(await rowOf(waiting.id)).toMatchObject({ status: "cancelled" });
    expect((await world.events(waiting.id)).at(-1)?.data).toMatchObject({
      decision: "cancelled",
      comment: "The policy Production was deleted.",
    });
    expect(await runtime.db.accessGrant.count({ where: { requestId: granted.id, revokedAt: null } })).toBe(1);
    expect(
      (await listPolicies(world.as(world.projectAdmin), { projectId: world.projectId })).policies,
    ).toEqual([]);
    await expect(world.request()).rejects.toMatchObject({ details: { field: "secretPath" } });
  });

  it("frees its name, and is told once", async () => {
    const { id } = await world.policy({ name: "Production" });
    await remove(id);
    await expect(remove(id)).rejects.toMatchObject({ code: "not_found" });
    await world.policy({ name: "Production" });
  });
});
