import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  everywhere,
  heldOf,
  placeProblems,
  roleFormSchema,
  rulesOf,
} from "#components/custom-roles/role-form-schema.ts";
import { abilityOfRules } from "#server/authz/ability.ts";
import { placedPermission, somePlace, someRules } from "#server/authz/test-conditions.ts";

describe("the form of a role", () => {
  it("keeps what any rules mean, also those it has no fields for", () => {
    fc.assert(
      fc.property(someRules, placedPermission, somePlace, (rules, permission, place) => {
        const back = abilityOfRules(rulesOf(heldOf(rules)));
        const before = abilityOfRules(rules);
        expect(back.may(permission, place)).toBe(before.may(permission, place));
        expect(back.naming(permission)).toHaveLength(before.naming(permission).length);
      }),
      { numRuns: 1_000 },
    );
  });

  it("makes rules of what is ticked, with conditions where a place is narrowed", () => {
    const narrowed = {
      ...everywhere,
      environments: "except" as const,
      slugs: ["prod"],
      pathGlob: " /app/** ",
    };
    expect(rulesOf({ "secret:read": [narrowed, everywhere], "role:read": [everywhere] })).toEqual([
      { permission: "role:read" },
      {
        permission: "secret:read",
        conditions: { environment: { $ne: "prod" }, secretPath: { $glob: "/app/**" } },
      },
      { permission: "secret:read" },
    ]);
  });

  it("says of a place what is missing", () => {
    expect(placeProblems(everywhere)).toEqual({});
    expect(placeProblems({ ...everywhere, environments: "some" })).toEqual({
      slugs: "Choose at least one environment.",
    });
    expect(placeProblems({ ...everywhere, pathGlob: "app" }).pathGlob).toContain("Write a path");
    const form = { name: "Reader", description: "", held: {} };
    const issues = (held: object) =>
      roleFormSchema.safeParse({ ...form, held }).error?.issues.map((one) => one.path.join("."));
    expect(issues({})).toEqual(["held"]);
    expect(issues({ "secret:read": [{ ...everywhere, pathGlob: "app" }] })).toEqual(["held"]);
    expect(issues({ "secret:read": [everywhere] })).toBeUndefined();
  });
});
