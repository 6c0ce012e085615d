import { globContains, matchPath } from "#server/projects/secret-path.ts";

/** What of an access approval policy decides which requests it covers. */
export type PolicyRule = {
  id: string;
  name: string;
  /** Slugs; empty means every environment. */
  environments: readonly string[];
  pathGlob: string;
  createdAt: Date;
};

/**
 * Which policy covers an environment and a path or glob: one covers all of it; none covers any of it; or parts of
 * it fall under other policies (`narrower`, or `outside` of every policy), so that no single one can decide.
 */
export type Coverage<Policy> =
  | { kind: "covered"; policy: Policy }
  | { kind: "none" }
  | { kind: "outside"; policies: Policy[] }
  | { kind: "narrower"; policy: Policy; policies: Policy[] };

/** Finds the policy of an environment and a path or glob: the most specific glob wins, then the oldest policy. */
export function findPolicy<Policy extends PolicyRule>(
  policies: readonly Policy[],
  environment: string,
  path: string,
): Coverage<Policy> {
  const here = policies
    .filter((p) => p.environments.length === 0 || p.environments.includes(environment))
    .filter((p) => globsOverlap(p.pathGlob, path))
    .sort(moreSpecificFirst);
  const policy = here.find((p) => globContains(p.pathGlob, path));
  if (!policy) return here.length === 0 ? { kind: "none" } : { kind: "outside", policies: here };
  // A glob that was approved by the wide policy's people must not open a path that a narrower policy guards.
  const narrower = here.slice(0, here.indexOf(policy));
  return narrower.length === 0
    ? { kind: "covered", policy }
    : { kind: "narrower", policy, policies: narrower };
}

/** Why nobody can be asked for this, with what to do; null when one policy covers it. */
export function coverageProblem(
  coverage: Coverage<PolicyRule>,
  environment: string,
  path: string,
): string | null {
  switch (coverage.kind) {
    case "covered":
      return null;
    case "none":
      return `No access approval policy covers ${path} in ${environment}, so members of the project can use it without a request.`;
    case "outside":
      return `${path} reaches further than any access approval policy in ${environment}. Ask for a path within ${listGlobs(coverage.policies)}.`;
    case "narrower":
      return `Parts of ${path} in ${environment} have a policy of their own: ${listGlobs(coverage.policies)}. Ask for those separately, and for a path here that leaves them out.`;
  }
}

function listGlobs(policies: readonly PolicyRule[]): string {
  const shown = policies.slice(0, 3).map((p) => `${p.pathGlob} (${p.name})`);
  const more = policies.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(" or ");
}

/** Whether some path is matched by both. Both are paths or globs. */
export function globsOverlap(a: string, b: string): boolean {
  const left = partsOf(a);
  const right = partsOf(b);
  if (left.reach === "itself") return matchPath(b, a);
  if (right.reach === "itself") return matchPath(a, b);
  if (left.reach === "below" && right.reach === "below") return left.base === right.base;
  // One of them is `/**`: they overlap where one base lies within the other's reach.
  if (left.reach === "everything" && isWithin(right.base, left.base)) return true;
  if (right.reach === "everything" && isWithin(left.base, right.base)) return true;
  if (left.reach === "everything") return matchPath(b, left.base);
  return matchPath(a, right.base);
}

type Reach = "itself" | "below" | "everything";

function partsOf(glob: string): { base: string; reach: Reach } {
  if (glob.endsWith("/**")) return { base: glob.slice(0, -3) || "/", reach: "everything" };
  if (glob.endsWith("/*")) return { base: glob.slice(0, -2) || "/", reach: "below" };
  return { base: glob, reach: "itself" };
}

function isWithin(path: string, base: string): boolean {
  return base === "/" || path === base || path.startsWith(`${base}/`);
}

const reachRank: Record<Reach, number> = { itself: 0, below: 1, everything: 2 };

function moreSpecificFirst(a: PolicyRule, b: PolicyRule): number {
  const left = partsOf(a.pathGlob);
  const right = partsOf(b.pathGlob);
  return (
    depth(right.base) - depth(left.base) ||
    reachRank[left.reach] - reachRank[right.reach] ||
    a.createdAt.getTime() - b.createdAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

function depth(base: string): number {
  return base === "/" ? 0 : base.split("/").length - 1;
}
