import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { activeGrants } from "#server/access-requests/active-grants.ts";
import { cancelRequest, cancelRequestInput } from "#server/access-requests/cancel-request.ts";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { revokeGrant } from "#server/access-requests/revoke-grant.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: AccessWorld;
const clock = createTestClock();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database, { clock });
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await createAccessWorld(runtime);
});

type Person = AccessWorld["owner"];
const review = (person: Person, requestId: string, over: object = {}) =>
  reviewRequest(
    world.as(person),
    reviewRequestInput.parse({
      projectId: world.projectId,
      requestId,
      revision: 1,
      decision: "approve",
      ...over,
    }),
  );
const cancel = (person: Person, requestId: string) =>
  cancelRequest(world.as(person), cancelRequestInput.parse({ projectId: world.projectId, requestId }));
const grants = async () =>
  (await activeGrants(world.as(world.projectViewer), { projectId: world.projectId })).grants;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "allowed",
    (error) => error.code,
  );

describe("reviewing a request", () => {
  it("grants with the last approval, tells what is still needed, and the grant ends by itself", async () => {
    await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request({ durationSeconds: 3600 });
    const [first, second] = world.approvers;
    expect(await review(first, id, { comment: "Fine by me." })).toMatchObject({
      status: "pending",
      approvalsNeeded: 1,
    });
    expect(await grants()).toEqual([]);
    expect(await review(second, id)).toMatchObject({ status: "approved", approvalsNeeded: 0 });
    expect(await grants()).toMatchObject([
      {
        requestId: id,
        person: { id: world.projectMember.id },
        environment: "prod",
        secretPath: "/app/db",
        mayRevoke: false,
      },
    ]);
    const events = await world.events(id);
    expect(events.map((e) => e.type)).toEqual([
      "access-request:create",
      "access-request:review",
      "access-request:review",
    ]);
    expect(events[1]?.data).toMatchObject({
      reviewer: { name: first.name, email: first.email },
      decision: "approved",
      comment: "Fine by me.",
      approvalsNeeded: 1,
      requester: { name: world.projectMember.name, email: world.projectMember.email },
      permissions: ["read"],
    });
    expect(events[2]?.data).toMatchObject({ decision: "approved", approvalsNeeded: 0 });
    clock.advance(3_599_000);
    expect(await grants()).toHaveLength(1);
    clock.advance(1000);
    expect(await grants()).toEqual([]);
  });

  it("rejects at once", async () => {
    await world.policy();
    const { id } = await world.request();
    await review(world.approvers[0], id, { decision: "reject", comment: "Use staging." });
    expect((await world.events(id))[1]?.data).toMatchObject({ decision: "rejected", approvalsNeeded: 0 });
    expect(await codeOf(review(world.approvers[1], id))).toBe("conflict");
    expect(await grants()).toEqual([]);
  });

  it("is not a project admin's, the requester's, or a stranger's matter", async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id } = await world.request();
    expect(await codeOf(review(world.projectAdmin, id))).toBe("forbidden");
    expect(await codeOf(review(world.owner, id))).toBe("forbidden");
    expect(await codeOf(review(world.projectMember, id))).toBe("forbidden");
    expect(await codeOf(review(world.projectViewer, id))).toBe("forbidden");
    expect(await codeOf(review(world.stranger, id))).toBe("not_found");
    expect(await codeOf(review(world.bypasser, id))).toBe("forbidden");
  });

  it("counts no approval of somebody who has lost the right to give it", async () => {
    await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request();
    const [first, second, third] = world.approvers;
    await review(first, id);
    await runtime.db.projectMember.update({
      where: { projectId_userId: { projectId: world.projectId, userId: first.id } },
      data: { role: "viewer" },
    });
    expect(await review(second, id)).toMatchObject({ status: "pending", approvalsNeeded: 1 });
    expect(await review(third, id)).toMatchObject({ status: "approved" });
  });

  it("starts again after an edit, and the same approvers decide anew", async () => {
    await world.policy({ requiredApprovals: 2 });
    const { id } = await world.request();
    const [first, second] = world.approvers;
    await review(first, id);
    await updateRequest(
      world.as(world.projectMember),
      updateRequestInput.parse({
        projectId: world.projectId,
        requestId: id,
        revision: 1,
        permissions: ["delete"],
      }),
    );
    expect(await codeOf(review(second, id))).toBe("conflict");
    expect(await review(second, id, { revision: 2 })).toMatchObject({
      status: "pending",
      approvalsNeeded: 1,
    });
    expect(await review(first, id, { revision: 2 })).toMatchObject({ status: "approved" });
    expect(await grants()).toMatchObject([{ permissions: ["delete"] }]);
  });
});

describe("breaking the glass", () => {
  it("grants past the policy with a reason, also to somebody who approved before", async () => {
    const [first] = world.approvers;
    await world.policy({ requiredApprovals: 2, bypasserIds: [first.id] });
    const { id } = await world.request({ durationSeconds: null });
    await review(first, id);
    expect(await codeOf(review(first, id, { decision: "break_glass" }))).toBe("invalid");
    await review(first, id, { decision: "break_glass", comment: "Production is down." });
    expect(await grants()).toMatchObject([{ requestId: id, endsAt: null }]);
    expect((await world.events(id)).at(-1)?.data).toMatchObject({
      decision: "break_glass",
      comment: "Production is down.",
      approvalsNeeded: 0,
    });
    const audit = await runtime.db.auditEntry.findFirst({
      where: { targetId: id, action: "access-request.granted-past-policy" },
    });
    expect(audit).toMatchObject({ actorId: first.id, after: { comment: "Production is down." } });
    expect(await runtime.db.accessRequest.findUnique({ where: { id } })).toMatchObject({ breakGlass: true });
  });
});

describe("cancelling a request", () => {
  it("is the requester's or a project admin's, and a review event says so", async () => {
    await world.policy();
    const { id } = await world.request();
    expect(await codeOf(cancel(world.approvers[0], id))).toBe("forbidden");
    expect(await codeOf(cancel(world.stranger, id))).toBe("not_found");
    await cancel(world.projectMember, id);
    expect((await world.events(id))[1]).toMatchObject({
      type: "access-request:review",
      data: { decision: "cancelled", approvalsNeeded: 0, reviewer: { email: world.projectMember.email } },
    });
    expect(await codeOf(cancel(world.projectMember, id))).toBe("conflict");
    const { id: other } = await world.request();
    expect(await codeOf(cancel(world.projectAdmin, other))).toBe("allowed");
  });
});

describe("ending a grant early", () => {
  const granted = async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id } = await world.request();
    await review(world.approvers[0], id);
    const [grant] = await grants();
    return grant?.id ?? "";
  };
  const revoke = (person: Person, grantId: string) =>
    codeOf(revokeGrant(world.as(person), { projectId: world.projectId, grantId }));

  it("is for project admins and the person who has it, once, and audited", async () => {
    const grantId = await granted();
    expect(await revoke(world.approvers[0], grantId)).toBe("forbidden");
    expect(await revoke(world.stranger, grantId)).toBe("not_found");
    expect(await revoke(world.projectMember, grantId)).toBe("allowed");
    expect(await revoke(world.projectAdmin, grantId)).toBe("conflict");
    expect(await grants()).toEqual([]);
    const entry = { targetId: grantId, action: "access-grant.revoked" };
    expect(await runtime.db.auditEntry.count({ where: entry })).toBe(1);
  });

  it("comes too late once it has ended by itself", async () => {
    const grantId = await granted();
    clock.advance(3_600_000);
    expect(await revoke(world.projectAdmin, grantId)).toBe("conflict");
  });

  it("is not needed for people who left: their grants do not count", async () => {
    await granted();
    await runtime.db.organizationMember.delete({
      where: {
        organizationId_userId: { organizationId: world.organizationId, userId: world.projectMember.id },
      },
    });
    expect(await grants()).toEqual([]);
  });
});
