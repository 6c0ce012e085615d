import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cancelRequest, cancelRequestInput } from "#server/access-requests/cancel-request.ts";
import { createPolicy, createPolicyInput } from "#server/access-requests/create-policy.ts";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
import type { Context } from "#server/context.ts";
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

const approve = (ctx: Context, requestId: string) =>
  reviewRequest(
    ctx,
    reviewRequestInput.parse({ projectId: world.projectId, requestId, revision: 1, decision: "approve" }),
  );
const fulfilled = (results: PromiseSettledResult<unknown>[]) =>
  results.filter((r) => r.status === "fulfilled").length;
const requestOf = (id: string) =>
  runtime.db.accessRequest.findUniqueOrThrow({ where: { id }, include: { reviews: true, grant: true } });

describe("at the same time", () => {
  it("two last approvals grant once, and the second is told that it is decided", async () => {
    for (let round = 0; round < 5; round += 1) {
      if (round === 0) await world.policy({ requiredApprovals: 1 });
      const { id } = await world.request();
      const results = await Promise.allSettled(world.approvers.map((p) => approve(world.as(p), id)));
      expect(fulfilled(results)).toBe(1);
      const request = await requestOf(id);
      expect(request).toMatchObject({ status: "approved", reviews: [{ decision: "approved" }] });
      expect(request.grant).not.toBeNull();
      expect(await world.events(id)).toHaveLength(2);
    }
  });

  it("two approvals of two that are needed both count, and the later one grants", async () => {
    await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request();
    const [first, second] = world.approvers;
    const results = await Promise.all([approve(world.as(first), id), approve(world.as(second), id)]);
    expect(results.map((r) => r.approvalsNeeded).sort()).toEqual([0, 1]);
    expect((await requestOf(id)).grant).not.toBeNull();
    const needed = (await world.events(id)).slice(1).map((e) => e.data.approvalsNeeded);
    expect(needed).toEqual([1, 0]);
  });

  it("one person approving twice counts once", async () => {
    await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request();
    const ctx = world.as(world.approvers[0]);
    const results = await Promise.allSettled([approve(ctx, id), approve(ctx, id), approve(ctx, id)]);
    expect(fulfilled(results)).toBe(1);
    expect(await requestOf(id)).toMatchObject({ status: "pending", grant: null });
  });

  it("an approval against an edit: what is granted is what the approver saw", async () => {
    await world.policy({ requiredApprovals: 1 });
    for (let round = 0; round < 8; round += 1) {
      const { id } = await world.request({ permissions: ["read"] });
      const edit = updateRequest(
        world.as(world.projectMember),
        updateRequestInput.parse({
          projectId: world.projectId,
          requestId: id,
          revision: 1,
          permissions: ["delete"],
        }),
      );
      const results = await Promise.allSettled(
        round % 2
          ? [approve(world.as(world.approvers[0]), id), edit]
          : [edit, approve(world.as(world.approvers[0]), id)],
      );
      expect(fulfilled(results)).toBe(1);
      const request = await requestOf(id);
      if (request.grant) expect(request.grant.permissions).toEqual(["read"]);
      else
        expect(request).toMatchObject({
          status: "pending",
          revision: 2,
          permissions: ["delete"],
          reviews: [],
        });
    }
  });

  it("an approval against a cancellation: one of them", async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id } = await world.request();
    const results = await Promise.allSettled([
      approve(world.as(world.approvers[0]), id),
      cancelRequest(
        world.as(world.projectMember),
        cancelRequestInput.parse({ projectId: world.projectId, requestId: id }),
      ),
    ]);
    expect(fulfilled(results)).toBe(1);
    const request = await requestOf(id);
    expect(request.grant === null).toBe(request.status === "cancelled");
  });

  it("a stricter policy against the requests it covers: none is granted under the old one afterwards", async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id: asked } = await world.request();
    const [strict, late] = await Promise.all([
      createPolicy(
        world.as(world.projectAdmin),
        createPolicyInput.parse({
          projectId: world.projectId,
          name: "Strict",
          pathGlob: "/app/db",
          approverIds: world.approverIds,
          requiredApprovals: 3,
        }),
      ),
      Promise.allSettled([world.request(), approve(world.as(world.approvers[0]), asked), world.request()]),
    ]);
    const open = await runtime.db.accessRequest.findMany({
      where: { projectId: world.projectId, status: "pending" },
    });
    for (const request of open) expect(request.policyId).toBe(strict.id);
    expect(late).toHaveLength(3);
  });
});

describe("a change and its event", () => {
  it("commit together: when the transaction fails after emit, nothing remains", async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id } = await world.request();
    const before = await snapshot(id);
    const input = { projectId: world.projectId, requestId: id };
    const { as } = world;
    await failingAtCommit(async () => {
      const cut = /cut off after emit/;
      await expect(world.request()).rejects.toThrow(cut);
      await expect(approve(as(world.approvers[0]), id)).rejects.toThrow(cut);
      await expect(cancelRequest(as(world.projectMember), cancelRequestInput.parse(input))).rejects.toThrow(
        cut,
      );
      const edit = updateRequestInput.parse({ ...input, revision: 1, permissions: ["edit"] });
      await expect(updateRequest(as(world.projectMember), edit)).rejects.toThrow(cut);
    });
    expect(await snapshot(id)).toEqual(before);
  });

  async function snapshot(id: string) {
    const { projectId } = world;
    return {
      request: await requestOf(id),
      requests: await runtime.db.accessRequest.count({ where: { projectId } }),
      revisions: await runtime.db.accessRequestRevision.count({ where: { requestId: id } }),
      outbox: await runtime.db.outbox.count({ where: { projectId } }),
      audit: await runtime.db.auditEntry.count({ where: { projectId } }),
    };
  }
});

/** While `work` runs, every transaction that wrote an event fails when it commits. */
async function failingAtCommit(work: () => Promise<void>): Promise<void> {
  await database.pool.query(`
    create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off after emit'; end $$;
    create constraint trigger cut_off after insert on "Outbox" deferrable initially deferred
      for each row execute function cut_off();`);
  try {
    await work();
  } finally {
    await database.pool.query(`drop trigger cut_off on "Outbox"; drop function cut_off();`);
  }
}
