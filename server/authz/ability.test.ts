import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { abilityOfRole, abilityOfRules, type Place, type Rule } from "#server/authz/ability.ts";
import { conditionsSchema } from "#server/authz/conditions.ts";
import { covers } from "#server/authz/covers.ts";
import { heldRole, rulesSchema } from "#server/authz/custom-role.ts";
import { projectPermissions } from "#server/authz/permissions.ts";
import {
  placedPermission,
  referenceMay,
  someConditions,
  somePlace,
  someRules,
} from "#server/authz/test-conditions.ts";

const at = (environment: string | null, secretPath: string | null): Place => ({ environment, secretPath });
const may = (conditions: Rule["conditions"], place: Place) =>
  abilityOfRules([{ permission: "secret:read", conditions }]).may("secret:read", place);

describe("the evaluator", () => {
  it("agrees with the reference on any rules at any place", () => {
    fc.assert(
      fc.property(someRules, placedPermission, somePlace, (rules, permission, place) => {
        expect(abilityOfRules(rules).may(permission, place)).toBe(referenceMay(rules, permission, place));
      }),
      { numRuns: 5_000 },
    );
  });

  it("holds each operator to its meaning", () => {
    const staging = at("staging", "/app/db");
    expect(may({ environment: { $eq: "staging" } }, staging)).toBe(true);
    expect(may({ environment: { $ne: "staging" } }, staging)).toBe(false);
    expect(may({ environment: { $in: ["dev", "staging"] } }, staging)).toBe(true);
    expect(may({ secretPath: { $glob: "/app/*" } }, staging)).toBe(true);
    expect(may({ secretPath: { $glob: "/app" } }, staging)).toBe(false);
    expect(may({ secretPath: { $glob: "/app/**", $ne: "/app/db" } }, staging)).toBe(false);
    expect(may({ environment: { $eq: "staging" }, secretPath: { $eq: "/app" } }, staging)).toBe(false);
  });

  it("fulfils nothing, not even $ne, where the value asked about is absent", () => {
    expect(may({ environment: { $ne: "prod" } }, at(null, "/app"))).toBe(false);
    expect(may({ secretPath: { $ne: "/app" } }, at("dev", null))).toBe(false);
    expect(may({ secretPath: { $glob: "/**" } }, at("dev", null))).toBe(false);
    expect(may(undefined, at(null, null))).toBe(true);
  });

  it("allows at a glob only what it allows at every path of it", () => {
    expect(may({ secretPath: { $glob: "/app/**" } }, at("dev", "/app/*"))).toBe(true);
    expect(may({ secretPath: { $glob: "/app/*" } }, at("dev", "/app/**"))).toBe(false);
    expect(may({ secretPath: { $ne: "/app/db" } }, at("dev", "/app/**"))).toBe(false);
    expect(may({ secretPath: { $eq: "/app" } }, at("dev", "/app/**"))).toBe(false);
  });

  it("says without a place whether something is allowed anywhere at all", () => {
    const ability = abilityOfRules([
      { permission: "event:read", conditions: { environment: { $eq: "dev" } } },
      { permission: "delivery:read" },
    ]);
    expect(ability.may("event:read")).toBe(true);
    expect(ability.may("secret:read")).toBe(false);
    expect(ability.conditionsOf("event:read")).toEqual([{ environment: { $eq: "dev" } }]);
    expect(ability.conditionsOf("delivery:read")).toBe("everywhere");
    expect(ability.conditionsOf("secret:read")).toEqual([]);
    expect(ability.may("project:read")).toBe(true);
  });
});

describe("rules to be saved", () => {
  const problem = (conditions: unknown) => conditionsSchema.safeParse(conditions).error?.issues[0]?.message;

  it.each([
    [{ region: { $eq: "eu" } }, "There is no condition on region. Use environment or secretPath."],
    [{ environment: { $gt: "a" } }, "A condition on environment knows no $gt. Use $eq, $ne or $in."],
    [{ environment: { $glob: "/**" } }, "A condition on environment knows no $glob. Use $eq, $ne or $in."],
    [
      { secretPath: { $regex: ".*" } },
      "A condition on secretPath knows no $regex. Use $eq, $ne, $in or $glob.",
    ],
    [{}, "Name an environment or a secret path, or leave the conditions out."],
    [{ environment: {} }, "Say which environments with $eq, $ne or $in, or leave environment out."],
    [{ environment: { $in: [] } }, "Name at least one value for $in, or leave the condition out."],
    [
      { secretPath: { $eq: "app" } },
      "Write a path such as /app/db, or / for the root, without a slash at the end.",
    ],
    [
      { secretPath: { $glob: "/a/**/b" } },
      "Write a path such as /app, /app/* (one level below) or /app/** (everything below).",
    ],
  ])("refuse %j, naming what is wrong and what to do", (conditions, sentence) => {
    expect(problem(conditions)).toBe(sentence);
  });

  it("refuse permissions that do not exist, and conditions where nothing has a place", () => {
    const first = (rules: unknown) => {
      const issue = rulesSchema.safeParse(rules).error?.issues[0];
      return `${issue?.path.join(".")}: ${issue?.message}`;
    };
    expect(first([{ permission: "secret:steal" }])).toBe(
      "0.permission: There is no such permission. Choose one of the list.",
    );
    expect(first([{ permission: "project:update", conditions: { environment: { $eq: "dev" } } }])).toBe(
      "0.conditions: project:update concerns the whole project, so it has no environment or path. Leave its conditions out.",
    );
    expect(first([{ permission: "toString" }])).toContain("There is no such permission");
  });

  it("that were stored in a form that cannot be read allow nothing", () => {
    const held = heldRole({ role: null, customRole: { name: "Odd", rules: [{ permission: "gone:read" }] } });
    expect(held?.ability.may("event:read")).toBe(false);
    expect(held?.ability.may("project:read")).toBe(true);
  });

  it("that were stored in a form that is refused today leave the others as they are", () => {
    const refused = { permission: "secret:read", conditions: { secretPath: { $glob: "/app/../x/**" } } };
    const rules = [refused, { permission: "event:read" }];
    const { ability } = heldRole({ role: null, customRole: { name: "Old", rules } }) ?? {};
    expect(ability?.may("event:read")).toBe(true);
    expect(ability?.may("secret:read", { environment: "dev", secretPath: "/x/y" })).toBe(false);
  });
});

describe("whether one ability covers another", () => {
  it("means that nothing is allowed there that is not allowed here", () => {
    const held = (conditions: Rule["conditions"]) =>
      abilityOfRules([{ permission: "event:read", conditions }]);
    const places = fc.array(somePlace, { minLength: 40, maxLength: 40 });
    let covered = 0;
    fc.assert(
      fc.property(someConditions, someConditions, places, (wide, narrow, everywhere) => {
        const [mine, theirs] = [held(wide), held(narrow)];
        if (!covers(mine, theirs)) return;
        covered += 1;
        const beyond = everywhere.filter(
          (one) => theirs.may("event:read", one) && !mine.may("event:read", one),
        );
        expect(beyond).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(covered).toBeGreaterThan(100);
  });

  it("holds for every ability and itself, and for one with more rules", () => {
    fc.assert(
      fc.property(someRules, someRules, (rules, more) => {
        expect(covers(abilityOfRules(rules), abilityOfRules(rules))).toBe(true);
        expect(covers(abilityOfRules([...more, ...rules]), abilityOfRules(rules))).toBe(true);
        expect(covers(abilityOfRole("admin"), abilityOfRules(rules))).toBe(true);
      }),
    );
  });

  it("sees that something narrower lies within something wider", () => {
    const of = (conditions: Rule["conditions"]) =>
      abilityOfRules([{ permission: "secret:read", conditions }]);
    const wide = of({ environment: { $ne: "prod" }, secretPath: { $glob: "/app/**" } });
    expect(covers(wide, of({ environment: { $eq: "dev" }, secretPath: { $glob: "/app/db/*" } }))).toBe(true);
    expect(covers(wide, of({ environment: { $in: ["dev"] }, secretPath: { $eq: "/app" } }))).toBe(true);
    expect(covers(wide, of({ environment: { $in: ["dev", "prod"] }, secretPath: { $eq: "/app" } }))).toBe(
      false,
    );
    expect(covers(wide, of({ environment: { $eq: "dev" } }))).toBe(false);
    expect(covers(wide, of(undefined))).toBe(false);
  });

  it("orders the fixed roles", () => {
    const [admin, member, viewer] = [
      abilityOfRole("admin"),
      abilityOfRole("member"),
      abilityOfRole("viewer"),
    ];
    expect(covers(admin, member) && covers(member, viewer) && covers(admin, viewer)).toBe(true);
    expect(covers(member, admin) || covers(viewer, member)).toBe(false);
    expect(Object.keys(projectPermissions).length).toBeGreaterThan(20);
  });
});
