import fc from "fast-check";
import type { Place, Rule } from "#server/authz/ability.ts";
import type { Conditions } from "#server/authz/conditions.ts";
import { placedPermissions, type ProjectPermission } from "#server/authz/permissions.ts";

// For property tests: random conditions and places, and an evaluator written a second time and another way.

/** `_` and `.` because LIKE and patterns know them; `zz` stands in no rule, for everything that rules do not name. */
const named = ["a", "b", "a_", "a.b"];
const environments = ["dev", "staging", "prod", "pr_d"];

const pathOf = (segments: readonly string[]) => `/${segments.join("/")}`;
const segments = (max: number) => fc.array(fc.constantFrom(...named), { maxLength: max });
export const somePath = segments(3).map(pathOf);
export const someGlob = fc
  .tuple(segments(2).map(pathOf), fc.constantFrom("", "/*", "/**"))
  .map(([base, end]) => (base === "/" && end !== "" ? end : `${base}${end}`));
const someEnvironment = fc.constantFrom(...environments);

const compared = <T>(value: fc.Arbitrary<T>) => ({
  $eq: value,
  $ne: value,
  $in: fc.array(value, { minLength: 1, maxLength: 3 }),
});

/** One operator or several of a field; never none. */
const anyOf = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T, never>(fields, { requiredKeys: [] }).filter((one) => Object.keys(one).length > 0);

export const someConditions: fc.Arbitrary<Conditions> = anyOf({
  environment: anyOf(compared(someEnvironment)),
  secretPath: anyOf({ ...compared(somePath), $glob: someGlob }),
});

const somePermission = fc.constantFrom(...placedPermissions.slice(0, 3));
export const someRules: fc.Arbitrary<Rule[]> = fc.array(
  fc
    .tuple(somePermission, fc.option(someConditions, { nil: undefined, freq: 6 }))
    .map(([permission, conditions]): Rule => (conditions ? { permission, conditions } : { permission })),
  { maxLength: 4 },
);

/** Where something lies, also at globs as access requests do, and without an environment or path as published events. */
export const somePlace: fc.Arbitrary<Place> = fc.record({
  environment: fc.option(fc.oneof(someEnvironment, fc.constant("other"))),
  secretPath: fc.option(fc.oneof(somePath, someGlob, fc.constant("/zz"), fc.constant("/a/zz"))),
});
export const placedPermission = somePermission;

/** Every path of up to four segments. */
const universe = (() => {
  const alphabet = [...named, "zz"];
  let level: string[][] = [[]];
  const all = [["/"]];
  for (let depth = 1; depth <= 4; depth += 1) {
    level = level.flatMap((path) => alphabet.map((segment) => [...path, segment]));
    all.push(level.map(pathOf));
  }
  return all.flat();
})();

const patterns = new Map<string, RegExp>();

function patternOf(glob: string): RegExp {
  const known = patterns.get(glob);
  if (known) return known;
  const text = glob
    .split("/")
    .map((part) => part.replaceAll(".", "\\."))
    .join("/");
  const made = glob.endsWith("/**")
    ? new RegExp(`^(${text.slice(0, -3)})(/.*)?$`)
    : new RegExp(`^${glob.endsWith("/*") ? `${text.slice(0, -1)}[^/]+` : text}$`);
  patterns.set(glob, made);
  return made;
}

const reaches = new Map<string, string[]>();

/** The paths that a path or glob reaches, of a world of four segments; itself where it is none of that world's. */
export function pathsReached(path: string): string[] {
  const known = reaches.get(path) ?? universe.filter((one) => patternOf(path).test(one));
  reaches.set(path, known);
  return known;
}

/** The reference: a rule permits at a place if each of its operators holds for every path that the place reaches. */
export function referenceMay(rules: readonly Rule[], permission: ProjectPermission, at: Place): boolean {
  if (permission === "project:read") return true;
  for (const rule of rules) {
    if (rule.permission !== permission) continue;
    if (rule.conditions === undefined) return true;
    const verdicts = Object.entries(rule.conditions).map(([field, operators]) => {
      const value = field === "environment" ? at.environment : at.secretPath;
      if (value === null) return false;
      const values = field === "environment" ? [value] : pathsReached(value);
      return Object.entries(operators ?? {}).every(([operator, operand]) =>
        values.every((one) => {
          if (operator === "$glob") return patternOf(String(operand)).test(one);
          const listed = [operand].flat().includes(one);
          return operator === "$ne" ? !listed : listed;
        }),
      );
    });
    if (!verdicts.includes(false)) return true;
  }
  return false;
}
