import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ability, abilityOfRole, abilityOfRules, type Rule } from "#server/authz/ability.ts";
import { covers } from "#server/authz/covers.ts";
import {
  pathsReached,
  referenceMay,
  someConditions,
  someGlob,
  somePath,
  someRules,
} from "#server/authz/test-conditions.ts";
import { joinWithRules } from "#server/custom-roles/test-roles.ts";
import { myAccess } from "#server/access-requests/my-access.ts";
import { revokeGrant } from "#server/access-requests/revoke-grant.ts";
import { reviewRequest } from "#server/access-requests/review-request.ts";
import {
  type GrantFacts,
  secretAccess,
  type SecretPlace,
  type SecretStanding,
} from "#server/access-requests/secret-access.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";

const now = new Date("2026-11-21T12:00:00Z");
const standing = (over: Partial<SecretStanding> = {}): SecretStanding => ({
  ability: abilityOfRole("member"),
  isProjectAdmin: false,
  grants: [],
  policies: [],
  now,
  ...over,
});
const grant = (secretPath: string, over: Partial<GrantFacts> = {}): GrantFacts => ({
  id: "g",
  environment: "prod",
  secretPath,
  permissions: ["read"],
  endsAt: null,
  revokedAt: null,
  ...over,
});
const covered = [{ environments: ["prod"], pathGlob: "/app/**" }];
const prod = (secretPath: string): SecretPlace => ({ environment: "prod", secretPath });
const reach = (of: Partial<SecretStanding>, place: SecretPlace, permission: "read" | "edit" = "read") => {
  const access = secretAccess(standing(of), permission, place);
  return `${access.reach} ${access.by.map((one) => one.kind).join(" ")}`.trim();
};
const rule = (conditions: Rule["conditions"]) => abilityOfRules([{ permission: "secret:read", conditions }]);

describe("access to secrets", () => {
  it("is a member's wherever no policy covers the path, and nowhere else by the role alone", () => {
    const of = { policies: covered };
    expect(reach(of, prod("/web"))).toBe("all uncovered");
    expect(reach(of, { environment: "dev", secretPath: "/app/db" })).toBe("all uncovered");
    expect(reach(of, prod("/app/db"))).toBe("none");
    expect(reach(of, prod("/**"))).toBe("part uncovered");
    expect(reach({ ability: abilityOfRole("viewer") }, prod("/web"))).toBe("none");
  });

  it("is a project admin's everywhere", () => {
    expect(reach({ isProjectAdmin: true, policies: covered }, prod("/app/db"), "edit")).toBe("all admin");
  });

  it("comes of a grant for its permissions, its environment and its paths", () => {
    const of = { policies: covered, grants: [grant("/app/db/*")] };
    expect(reach(of, prod("/app/db/main"))).toBe("all grant");
    expect(reach(of, prod("/app/db"))).toBe("none");
    expect(reach(of, prod("/app/db/main"), "edit")).toBe("none");
    expect(reach(of, prod("/app/**"))).toBe("part grant");
    expect(reach({ ...of, ability: abilityOfRole("viewer") }, prod("/app/db/main"))).toBe("all grant");
    const elsewhere = { policies: covered, grants: [grant("/app/db", { environment: "dev" })] };
    expect(reach(elsewhere, prod("/app/db"))).toBe("none");
  });

  it("ends with the grant, at the very time", () => {
    const of = (over: Partial<GrantFacts>) => ({ policies: covered, grants: [grant("/app/db", over)] });
    expect(reach(of({ endsAt: new Date(now.getTime() + 1) }), prod("/app/db"))).toBe("all grant");
    expect(reach(of({ endsAt: now }), prod("/app/db"))).toBe("none");
    expect(reach(of({ revokedAt: now }), prod("/app/db"))).toBe("none");
  });

  it("comes of a custom role on a covered path only where the role names it", () => {
    const of = (conditions: Rule["conditions"]) => ({ policies: covered, ability: rule(conditions) });
    expect(reach(of({ secretPath: { $glob: "/app/**" } }), prod("/app/db"))).toBe("all role");
    expect(reach(of({ secretPath: { $in: ["/app/db"] } }), prod("/app/db"))).toBe("all role");
    expect(reach(of({ environment: { $eq: "prod" } }), prod("/app/db"))).toBe("none");
    expect(reach(of({ secretPath: { $ne: "/other" } }), prod("/app/db"))).toBe("none");
    expect(reach(of(undefined), prod("/app/db"))).toBe("none");
    expect(reach(of(undefined), prod("/web"))).toBe("all uncovered");
    expect(reach(of({ secretPath: { $glob: "/app/db" } }), prod("/app/*"))).toBe("part role");
  });

  const someGrants = fc.array(
    fc.record({ secretPath: someGlob, environment: fc.constantFrom("dev", "prod") }),
    { maxLength: 2 },
  );
  const somePolicies = fc.array(
    fc.record({ pathGlob: someGlob, environments: fc.subarray(["dev", "prod"]) }),
    { maxLength: 2 },
  );

  it("is never wider through a role that somebody could give than through their own", () => {
    const ability = fc.oneof(
      someConditions.map((one) => rule(one)),
      fc.constantFrom(
        rule(undefined),
        abilityOfRole("member"),
        abilityOfRole("viewer"),
        abilityOfRole("admin"),
      ),
    );
    let given = 0;
    fc.assert(
      fc.property(ability, ability, somePolicies, somePath, (mine, theirs, policies, secretPath) => {
        if (!covers(mine, theirs)) return;
        given += 1;
        const allows = (one: Ability) =>
          secretAccess(standing({ ability: one, policies }), "read", prod(secretPath)).reach === "all";
        expect(!allows(theirs) || allows(mine)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(given).toBeGreaterThan(200);
    expect(covers(rule(undefined), rule({ secretPath: { $glob: "/app/**" } }))).toBe(false);
    expect(covers(rule(undefined), rule({ environment: { $eq: "dev" } }))).toBe(true);
  });

  it("says all only of what is allowed at every path, and none only of what is allowed at none", () => {
    fc.assert(
      fc.property(
        someRules,
        someGrants,
        somePolicies,
        fc.oneof(somePath, someGlob),
        (given, grants, policies, secretPath) => {
          const rules = given.map(({ conditions }): Rule => ({ permission: "secret:read", conditions }));
          const of = standing({
            ability: abilityOfRules(rules),
            grants: grants.map((one) => grant(one.secretPath, one)),
            policies,
          });
          const { reach: claimed } = secretAccess(of, "read", prod(secretPath));
          const naming = rules.filter(({ conditions }) => {
            const { $eq, $in, $glob } = conditions?.secretPath ?? {};
            return $eq ?? $in ?? $glob;
          });
          const verdicts = pathsReached(secretPath).map((path) => {
            const granted = grants.some(
              (one) => one.environment === "prod" && pathsReached(one.secretPath).includes(path),
            );
            const guarded = policies.some(
              (one) =>
                (one.environments.length === 0 || one.environments.includes("prod")) &&
                pathsReached(one.pathGlob).includes(path),
            );
            return granted || referenceMay(guarded ? naming : rules, "secret:read", prod(path));
          });
          if (claimed === "all") expect(verdicts).not.toContain(false);
          if (claimed === "none") expect(verdicts).not.toContain(true);
          if (verdicts.length === 1) expect(claimed).toBe(verdicts[0] ? "all" : "none");
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("what I may do with secrets", () => {
  let database: TestDatabase;
  let runtime: Runtime;
  let world: AccessWorld;
  const clock = createTestClock();

  beforeAll(async () => {
    database = await createTestDatabase();
    runtime = createTestRuntime(database, { clock });
    world = await createAccessWorld(runtime);
    await world.policy({ requiredApprovals: 1, environments: ["prod"] });
  });
  afterAll(() => database.drop());

  const mine = async (person: AccessWorld["owner"], secretPath = "/app/db") => {
    const all = await myAccess(world.as(person), {
      projectId: world.projectId,
      environment: "prod",
      secretPath,
    });
    return all.map((one) => `${one.permission} ${one.reach}`);
  };
  const readable = ["read all", "create none", "edit none", "delete none"];
  const nothing = ["read none", "create none", "edit none", "delete none"];
  const granted = async (durationSeconds: number | null) => {
    const { id: requestId } = await world.request({ durationSeconds });
    await reviewRequest(world.as(world.approvers[0]), {
      projectId: world.projectId,
      requestId,
      revision: 1,
      decision: "approve",
      comment: "",
    });
    return runtime.db.accessGrant.findUniqueOrThrow({ where: { requestId }, select: { id: true } });
  };

  it("begins with the approval and ends with the time, or with the revocation at once", async () => {
    expect(await mine(world.projectMember)).toEqual(nothing);
    await granted(3_600);
    expect(await mine(world.projectMember)).toEqual(readable);
    expect(await mine(world.projectViewer)).toEqual(nothing);
    clock.advance(3_600_000);
    expect(await mine(world.projectMember)).toEqual(nothing);
    const { id: grantId } = await granted(null);
    expect(await mine(world.projectMember)).toEqual(readable);
    await revokeGrant(world.as(world.projectAdmin), { projectId: world.projectId, grantId });
    expect(await mine(world.projectMember)).toEqual(nothing);
  });

  it("follows the role: admins everything, a role that names the path, members what no policy covers", async () => {
    expect(await mine(world.projectAdmin)).not.toContain("delete none");
    const conditions = { secretPath: { $glob: "/app/**" } };
    const person = await joinWithRules(runtime.db, world, [{ permission: "secret:edit", conditions }]);
    expect(await mine(person)).toEqual(["read none", "create none", "edit all", "delete none"]);
    expect(await mine(world.projectMember, "/web")).not.toContain("delete none");
    expect(await mine(world.projectViewer, "/web")).toEqual(nothing);
  });

  it("is refused for an environment that the project does not have, and unknown to strangers", async () => {
    const ask = (person: AccessWorld["owner"], environment: string) =>
      myAccess(world.as(person), { projectId: world.projectId, environment, secretPath: "/" });
    await expect(ask(world.projectMember, "qa")).rejects.toMatchObject({ details: { field: "environment" } });
    await expect(ask(world.stranger, "prod")).rejects.toMatchObject({ code: "not_found" });
  });
});
