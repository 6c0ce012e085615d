import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activeGrants } from "#server/access-requests/active-grants.ts";
import { cancelRequest, cancelRequestInput } from "#server/access-requests/cancel-request.ts";
import { createRequest } from "#server/access-requests/create-request.ts";
import { getRequest } from "#server/access-requests/get-request.ts";
import { listPolicies } from "#server/access-requests/list-policies.ts";
import { countRequests, listRequests, listRequestsInput } from "#server/access-requests/list-requests.ts";
import { reviewRequest } from "#server/access-requests/review-request.ts";
import { revokeGrant } from "#server/access-requests/revoke-grant.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
import {
  at,
  conditions,
  createNarrowWorld,
  type NarrowWorld,
  type Person,
  rules,
  seen,
  walk,
} from "#server/authz/test-narrow-world.ts";
import { joinWithRules } from "#server/custom-roles/test-roles.ts";
import { getBadges } from "#server/event-log/get-overview.ts";

const refused = { code: "forbidden" };
const unknown = { code: "not_found" };
const onPages = (rows: readonly string[]) => rows.map((row) => [row]);

let world: NarrowWorld;
let projectId: string;
let narrow: Person;
let nobody: Person;

beforeAll(async () => {
  world = await createNarrowWorld();
  ({ projectId, narrow, nobody } = world);
});
afterAll(() => world.drop());

describe("access requests under conditions", () => {
  const list = async (person: Person, page: object = {}) => {
    const {
      requests: rows,
      newer,
      older,
    } = await listRequests(world.as(person), listRequestsInput.parse({ projectId, ...page }));
    return { rows: rows.map(at), newer, older };
  };

  it.each(["all", "waiting"])("are listed as %s where the conditions hold, on full pages", async (view) => {
    const { forward, back } = await walk((page) => list(narrow, { ...page, view, limit: 1 }));
    expect(forward).toEqual(onPages(seen.toReversed()));
    expect(back).toEqual(forward);
    await expect(list(nobody, { view })).rejects.toMatchObject(refused);
  });

  it("are counted where the conditions hold", async () => {
    expect(await countRequests(world.as(narrow), { projectId })).toMatchObject({ waitingForMe: seen.length });
    expect(await getBadges(world.as(narrow), { projectId })).toMatchObject({ waitingForMe: seen.length });
    const counter = await joinWithRules(world.db, world, [...rules, { permission: "access-policy:read" }]);
    const { policies } = await listPolicies(world.as(counter), { projectId });
    expect(policies.map((one) => one.pendingRequests)).toEqual([seen.length]);
  });

  it("are asked only where the conditions hold, for a glob only if they hold for all of it", async () => {
    const ask = (environment: string, secretPath: string) =>
      createRequest(world.as(narrow), world.asked(environment, secretPath));
    const { id: requestId } = await ask("dev", "/app/mine");
    for (const [environment, secretPath] of [
      ["prod", "/app/mine"],
      ["dev", "/app/mine/deep"],
      ["dev", "/app/**"],
    ] as const) {
      await expect(ask(environment, secretPath)).rejects.toMatchObject(refused);
      const edit = updateRequestInput.parse({ projectId, requestId, revision: 1, environment, secretPath });
      await expect(updateRequest(world.as(narrow), edit)).rejects.toMatchObject(refused);
    }
    await cancelRequest(world.as(narrow), cancelRequestInput.parse({ projectId, requestId }));
  });

  it("are decided, edited and cancelled only where the conditions hold; elsewhere they are unknown", async () => {
    const hidden = { projectId, requestId: world.requestAt("prod /app/db") };
    const approve = (requestId: string) =>
      reviewRequest(world.as(narrow), {
        projectId,
        requestId,
        revision: 1,
        decision: "approve",
        comment: "",
      });
    await expect(getRequest(world.as(narrow), hidden)).rejects.toMatchObject(unknown);
    await expect(approve(hidden.requestId)).rejects.toMatchObject(unknown);
    const edit = updateRequestInput.parse({ ...hidden, revision: 1, permissions: ["edit"] });
    await expect(updateRequest(world.as(narrow), edit)).rejects.toMatchObject(unknown);
    await expect(cancelRequest(world.as(narrow), cancelRequestInput.parse(hidden))).rejects.toMatchObject(
      unknown,
    );

    const reader = await joinWithRules(world.db, world, [
      { permission: "access-request:read" },
      { permission: "access-request:review", conditions },
    ]);
    await expect(
      reviewRequest(world.as(reader), { ...hidden, revision: 1, decision: "approve", comment: "" }),
    ).rejects.toMatchObject(refused);
    expect(
      (await getRequest(world.as(narrow), { projectId, requestId: world.requestAt("dev /app/db") })).may
        .approve,
    ).toBe(true);
    expect(await approve(world.requestAt("dev /app/db"))).toMatchObject({ status: "approved" });
  });

  it("count an approver's word only where the approver may decide", async () => {
    const { approvals, policy } = await getRequest(world.ctx, {
      projectId,
      requestId: world.requestAt("prod /app/db"),
    });
    expect(approvals.reachable).toBe(true);
    expect(policy.approvers.map((one) => [one.id === narrow.id, one.able]).sort()).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it("show their grants, and let them be revoked, where the conditions hold", async () => {
    await reviewRequest(world.ctx, {
      projectId,
      requestId: world.requestAt("prod /app/db"),
      revision: 1,
      decision: "approve",
      comment: "",
    });
    const { grants } = await activeGrants(world.as(narrow), { projectId });
    expect(grants.map(at)).toEqual(["dev /app/db"]);
    const { grants: all } = await activeGrants(world.as(world.projectViewer), { projectId });
    expect(all).toHaveLength(2);
    const hidden = all.find((one) => one.environment === "prod")?.id ?? "";
    await expect(revokeGrant(world.as(narrow), { projectId, grantId: hidden })).rejects.toMatchObject(
      unknown,
    );
  });
});
