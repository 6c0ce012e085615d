import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  compareEntitlements,
  neededPlan,
  planIncludes,
  requireEntitlement,
} from "#server/authz/entitlements.ts";
import { changePlan } from "#server/organizations/change-plan.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";
import { appRouter } from "#server/trpc/root.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
});
afterAll(() => bench.close());

const admin = () => contextOf(bench.runtime, project.instanceAdmin);
const put = (plan: "free" | "team" | "enterprise") =>
  changePlan(admin(), { organizationId: project.organizationId, plan });
const states = async () => (await project.deliveries()).map(({ state }) => state);

it("includes Slack from team on and streams in enterprise", () => {
  expect((["free", "team", "enterprise"] as const).map((plan) => planIncludes(plan, "slack"))).toEqual([
    false,
    true,
    true,
  ]);
  expect((["free", "team", "enterprise"] as const).map((plan) => planIncludes(plan, "streams"))).toEqual([
    false,
    false,
    true,
  ]);
  expect(neededPlan("slack")).toBe("team");
  expect(compareEntitlements("enterprise", "free")).toEqual({ lost: ["slack", "streams"], gained: [] });
  expect(compareEntitlements("free", "team")).toEqual({ lost: [], gained: ["slack"] });
  expect(() => requireEntitlement("team", "streams")).toThrow(
    "Live event streams needs the Enterprise plan; the organization is on Team.",
  );
});

it("parks what a smaller plan lacks, keeps it, and sends it as soon as the plan is back", async () => {
  await project.subscribe("C0ACMEGEN01");
  await put("free");
  await project.emitCreated("parked by the plan");
  await drain(bench.runtime);
  expect(await states()).toEqual(["waiting"]);
  expect(await bench.runtime.db.workflowIntegration.count({ where: { id: project.integrationId } })).toBe(1);

  let rung = 0;
  const off = bench.runtime.kick.onWorker(() => {
    rung++;
  });
  await put("team");
  off();
  expect(rung).toBe(1);
  // No time passes: the lane is due by the change itself.
  await drain(bench.runtime);
  expect(await states()).toEqual(["delivered"]);
});

it("wakes nothing where the change brings nothing", async () => {
  let rung = 0;
  const off = bench.runtime.kick.onWorker(() => {
    rung++;
  });
  await put("team");
  await put("team");
  await put("enterprise");
  off();
  expect(rung).toBe(0);
});

it("is written into the organization's log and the instance's, once per change", async () => {
  await put("team");
  await put("team");
  const entries = await bench.runtime.db.auditEntry.findMany({
    where: { action: "organization.plan-changed", targetId: project.organizationId },
    select: { organizationId: true, before: true, after: true, actorId: true },
  });
  const told = {
    before: { plan: "enterprise" },
    after: { plan: "team" },
    actorId: project.instanceAdmin.id,
  };
  expect(entries).toHaveLength(2);
  expect(entries).toContainEqual({ ...told, organizationId: project.organizationId });
  expect(entries).toContainEqual({ ...told, organizationId: null });
});

it("is nobody's but an instance admin's, also not the owner's", async () => {
  for (const person of [project.owner, project.admin, project.stranger]) {
    await expect(
      changePlan(contextOf(bench.runtime, person), {
        organizationId: project.organizationId,
        plan: "enterprise",
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
  }
});

it("answers 402 with the plan that is needed", async () => {
  await put("free");
  const call = callTRPCProcedure({
    router: appRouter,
    path: "integrations.connectWithToken",
    getRawInput: async () => ({
      organizationId: project.organizationId,
      alias: "acme-two",
      description: "",
      token: "xoxb-1-2-abc",
    }),
    ctx: contextOf(bench.runtime, project.owner),
    type: "mutation",
    signal: undefined,
    batchIndex: 0,
  });
  await expect(call).rejects.toMatchObject({
    code: "PAYMENT_REQUIRED",
    message: expect.stringContaining("Slack needs the Team plan; the organization is on Free."),
    cause: { details: { neededPlan: "team" } },
  });
});
