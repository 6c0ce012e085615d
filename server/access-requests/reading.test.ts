import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getRequest } from "#server/access-requests/get-request.ts";
import { countRequests, listRequests, listRequestsInput } from "#server/access-requests/list-requests.ts";
import { reviewRequest, reviewRequestInput } from "#server/access-requests/review-request.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
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

type Person = AccessWorld["owner"];
const list = (person: Person, over: object = {}) =>
  listRequests(world.as(person), listRequestsInput.parse({ projectId: world.projectId, ...over }));
const ids = async (person: Person, over: object = {}) => (await list(person, over)).requests.map((r) => r.id);
const get = (person: Person, requestId: string) =>
  getRequest(world.as(person), { projectId: world.projectId, requestId });
const approve = (person: Person, requestId: string) =>
  reviewRequest(
    world.as(person),
    reviewRequestInput.parse({ projectId: world.projectId, requestId, revision: 1, decision: "approve" }),
  );
const waitingFor = async (person: Person) =>
  (await countRequests(world.as(person), { projectId: world.projectId })).waitingForMe;

describe("what waits for me", () => {
  it("is what I may decide and have not decided in its present revision", async () => {
    await world.policy({ requiredApprovals: 2 });
    const [first, second] = world.approvers;
    const { id: a } = await world.request();
    const { id: b } = await world.request();
    const { id: own } = await world.request({}, first);
    expect(await ids(first, { view: "waiting" })).toEqual([b, a]);
    expect(await ids(second, { view: "waiting" })).toEqual([own, b, a]);
    await approve(first, a);
    expect(await ids(first, { view: "waiting" })).toEqual([b]);
    expect(await waitingFor(first)).toBe(1);
    await updateRequest(
      world.as(world.projectMember),
      updateRequestInput.parse({
        projectId: world.projectId,
        requestId: a,
        revision: 1,
        permissions: ["edit"],
      }),
    );
    expect(await ids(first, { view: "waiting" })).toEqual([b, a]);
    expect(await waitingFor(world.projectAdmin)).toBe(0);
  });

  it("holds my own requests where the policy allows self-approval", async () => {
    await world.policy({ requiredApprovals: 1, allowSelfApproval: true });
    const { id } = await world.request({}, world.approvers[0]);
    expect(await ids(world.approvers[0], { view: "waiting" })).toEqual([id]);
  });

  it("is nothing for an approver who became a viewer", async () => {
    await world.policy();
    await world.request();
    await runtime.db.projectMember.update({
      where: { projectId_userId: { projectId: world.projectId, userId: world.approverIds[0] ?? "" } },
      data: { role: "viewer" },
    });
    expect(await ids(world.approvers[0], { view: "waiting" })).toEqual([]);
    expect(await waitingFor(world.approvers[0])).toBe(0);
  });
});

describe("the list", () => {
  it("has views for open and mine, and a filter by status", async () => {
    await world.policy({ requiredApprovals: 1 });
    const { id: mine } = await world.request();
    const { id: other } = await world.request({}, world.bypasser);
    await approve(world.approvers[0], other);
    expect(await ids(world.projectMember, { view: "mine" })).toEqual([mine]);
    expect(await ids(world.projectMember, { view: "open" })).toEqual([mine]);
    expect(await ids(world.projectViewer)).toEqual([other, mine]);
    expect(await ids(world.projectViewer, { status: "approved" })).toEqual([other]);
    expect((await list(world.projectViewer)).requests).toMatchObject([
      { id: other, status: "approved", grant: { state: "active" }, approvalsNeeded: 0 },
      { id: mine, status: "pending", grant: null, approvalsNeeded: 1 },
    ]);
    expect((await list(world.projectViewer)).mayCreate).toBe(false);
  });

  it.each(["all", "waiting"])("pages through %s by cursor in both directions", async (view) => {
    await world.policy();
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await world.request()).id);
    const [me] = world.approvers;
    const first = await list(me, { view, limit: 2 });
    expect(first).toMatchObject({ newer: null, older: made[1] });
    const second = await list(me, { view, limit: 2, before: first.older ?? undefined });
    expect(second.requests.map((r) => r.id)).toEqual(made.slice(2, 4));
    const third = await list(me, { view, limit: 2, before: second.older ?? undefined });
    expect(third).toMatchObject({ older: null, requests: [{ id: made[4] }] });
    const back = await list(me, { view, limit: 2, after: third.newer ?? undefined });
    expect(back.requests.map((r) => r.id)).toEqual(made.slice(2, 4));
    const top = await list(me, { view, limit: 2, after: back.newer ?? undefined });
    expect(top).toMatchObject({ newer: null, requests: [{ id: made[0] }, { id: made[1] }] });
  });
});

describe("one request", () => {
  it("tells what the person may do with it now", async () => {
    await world.policy();
    const { id } = await world.request();
    const none = {
      edit: false,
      approve: false,
      reject: false,
      cancel: false,
      breakGlass: false,
      whyNotApprove: null,
    };
    expect((await get(world.projectViewer, id)).may).toEqual(none);
    expect((await get(world.projectMember, id)).may).toEqual({ ...none, edit: true, cancel: true });
    expect((await get(world.projectAdmin, id)).may).toEqual({ ...none, edit: true, cancel: true });
    expect((await get(world.bypasser, id)).may).toEqual({ ...none, breakGlass: true });
    expect((await get(world.approvers[0], id)).may).toEqual({
      ...none,
      edit: true,
      approve: true,
      reject: true,
    });
    await approve(world.approvers[0], id);
    const after = await get(world.approvers[0], id);
    expect(after.may).toMatchObject({ approve: false, whyNotApprove: expect.stringContaining("approved") });
    expect(after.approvals).toEqual({ by: [world.approverIds[0]], needed: 1, reachable: true });
  });

  it("shows its revisions, reviews, policy and grant", async () => {
    const policy = await world.policy({ requiredApprovals: 1 });
    const { id } = await world.request();
    await approve(world.approvers[0], id);
    expect(await get(world.projectViewer, id)).toMatchObject({
      status: "approved",
      requester: { email: world.projectMember.email },
      policy: { id: policy.id, deleted: false },
      reviews: [{ decision: "approved", reviewer: { email: world.approvers[0].email } }],
      revisions: [{ revision: 1, secretPath: "/app/db", note: "Please." }],
      grant: { state: "active", mayRevoke: false },
    });
    expect((await get(world.projectMember, id)).grant).toMatchObject({ mayRevoke: true });
  });

  it("is not found in another project", async () => {
    await world.policy();
    const { id } = await world.request();
    const other = await createAccessWorld(runtime);
    await expect(
      getRequest(other.as(other.projectAdmin), { projectId: other.projectId, requestId: id }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});
