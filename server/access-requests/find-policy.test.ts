import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coverageProblem,
  findPolicy,
  globsOverlap,
  type PolicyRule,
} from "#server/access-requests/find-policy.ts";
import { globContains, matchPath } from "#server/projects/secret-path.ts";

const policy = (id: string, pathGlob: string, over: Partial<PolicyRule> = {}): PolicyRule => ({
  id,
  name: id,
  environments: [],
  pathGlob,
  createdAt: new Date(0),
  ...over,
});
const found = (policies: PolicyRule[], path: string, environment = "prod") => {
  const coverage = findPolicy(policies, environment, path);
  return coverage.kind === "covered" ? coverage.policy.id : coverage.kind;
};

describe("which policy covers a path", () => {
  it("is the one with the most specific glob", () => {
    const policies = [
      policy("all", "/**"),
      policy("app", "/app/**"),
      policy("level", "/app/*"),
      policy("db", "/app/db"),
    ];
    expect(found(policies, "/app/db")).toBe("db");
    expect(found(policies, "/app/web")).toBe("level");
    expect(found(policies, "/app/web/tls")).toBe("app");
    expect(found(policies, "/other")).toBe("all");
  });

  it("is the oldest of equally specific ones, whatever their order", () => {
    const old = policy("old", "/app/**", { createdAt: new Date(1) });
    const young = policy("young", "/app/**", { createdAt: new Date(2) });
    expect(found([young, old], "/app")).toBe("old");
    expect(found([old, young], "/app")).toBe("old");
  });

  it("looks only at policies of the environment, where none named means every one", () => {
    const policies = [policy("prod", "/app/**", { environments: ["prod"] }), policy("all", "/**")];
    expect(found(policies, "/app/db", "prod")).toBe("prod");
    expect(found(policies, "/app/db", "dev")).toBe("all");
    expect(found(policies.slice(0, 1), "/app/db", "dev")).toBe("none");
  });

  it("is nobody's where a glob reaches further than every policy", () => {
    const policies = [policy("app", "/app/**")];
    expect(found(policies, "/**")).toBe("outside");
    expect(coverageProblem(findPolicy(policies, "prod", "/**"), "prod", "/**")).toContain("/app/** (app)");
    expect(found(policies, "/web/**")).toBe("none");
  });

  it("is nobody's where a glob takes in a path that a narrower policy guards", () => {
    const policies = [policy("app", "/app/**"), policy("db", "/app/db/**")];
    expect(found(policies, "/app/**")).toBe("narrower");
    expect(found(policies, "/app/*")).toBe("narrower");
    expect(found(policies, "/app/web/**")).toBe("app");
    expect(found(policies, "/app/db/**")).toBe("db");
  });
});

const segments = fc.constantFrom("a", "b");
const bases = fc.array(segments, { maxLength: 3 }).map((s) => `/${s.join("/")}`);
const globs = fc
  .tuple(bases, fc.constantFrom("", "/*", "/**"))
  .map(([base, end]) => (end === "" ? base : `${base === "/" ? "" : base}${end}`));
const everyPath = ["/"];
for (const a of ["a", "b", "c"])
  for (const b of ["", "a", "b", "c"])
    for (const c of ["", "a", "b", "c"])
      for (const d of ["", "a", "c"]) {
        if ((b === "" && (c || d)) || (c === "" && d)) continue;
        everyPath.push(`/${[a, b, c, d].filter(Boolean).join("/")}`);
      }

describe("globs", () => {
  it("overlap exactly when some path is matched by both", () => {
    fc.assert(
      fc.property(globs, globs, (a, b) => {
        expect(globsOverlap(a, b)).toBe(everyPath.some((p) => matchPath(a, p) && matchPath(b, p)));
      }),
    );
  });

  it("that are covered by a policy hold no path whose own policy is another", () => {
    const policies = fc
      .uniqueArray(globs, { maxLength: 5 })
      .map((all) => all.map((g, i) => policy(String(i), g)));
    fc.assert(
      fc.property(policies, globs, (all, asked) => {
        const coverage = findPolicy(all, "prod", asked);
        if (coverage.kind !== "covered") return;
        expect(globContains(coverage.policy.pathGlob, asked)).toBe(true);
        for (const path of everyPath.filter((p) => matchPath(asked, p))) {
          expect(found(all, path)).toBe(coverage.policy.id);
        }
      }),
    );
  });
});
