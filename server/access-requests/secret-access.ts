import type { Ability, Rule } from "#server/authz/ability.ts";
import { type Conditions, conditionsHold } from "#server/authz/conditions.ts";
import { grantState } from "#server/access-requests/active-grants.ts";
import type { SecretPermission } from "#server/access-requests/fields.ts";
import { globsOverlap, type PolicyRule } from "#server/access-requests/find-policy.ts";
import { globContains, matchPath } from "#server/projects/secret-path.ts";

/** What of a grant decides what it gives. */
export type GrantFacts = {
  id: string;
  environment: string;
  secretPath: string;
  permissions: readonly SecretPermission[];
  endsAt: Date | null;
  revokedAt: Date | null;
};

/** What decides somebody's access to the secrets of a project. */
export type SecretStanding = {
  ability: Ability;
  /** A project admin may do everything in the project, also where a policy covers a path. */
  isProjectAdmin: boolean;
  grants: readonly GrantFacts[];
  /** The project's access approval policies. */
  policies: readonly Pick<PolicyRule, "environments" | "pathGlob">[];
  now: Date;
};

/** Where the secrets lie: a path, or a glob over paths. */
export type SecretPlace = { environment: string; secretPath: string };

/** Through what somebody has access: as project admin, a role that names the path, a grant, or since no policy covers it. */
export type AccessSource =
  | { kind: "admin" }
  | { kind: "role" }
  | { kind: "grant"; grantId: string; secretPath: string; endsAt: Date | null }
  | { kind: "uncovered" };

/** How far access reaches: `part` only where a glob was asked about. */
export type SecretAccess = { reach: "all" | "part" | "none"; by: AccessSource[] };

/** A grant as a rule of the same evaluator that judges custom roles. */
export function grantRules({ permissions, environment, secretPath }: GrantFacts): Required<Rule>[] {
  const conditions = { environment: { $eq: environment }, secretPath: { $glob: secretPath } };
  return permissions.map((permission) => ({ permission: `secret:${permission}`, conditions }));
}

/**
 * Whether and through what somebody may do something with secrets; the one place that decides it. Where no access
 * approval policy covers the path, the role is enough; on a covered one only a grant or a role that names it.
 */
export function secretAccess(
  standing: SecretStanding,
  permission: SecretPermission,
  place: SecretPlace,
): SecretAccess {
  if (standing.isProjectAdmin) return { reach: "all", by: [{ kind: "admin" }] };
  const found = [
    ...rolesReach(standing, permission, place),
    ...grantsReach(standing, permission, place),
    ...uncoveredReach(standing, permission, place),
  ];
  const whole = found.filter((one) => one.reach === "all");
  if (whole.length > 0) return { reach: "all", by: whole.map((one) => one.by) };
  return { reach: found.length > 0 ? "part" : "none", by: found.map((one) => one.by) };
}

type Reach = { reach: "all" | "part"; by: AccessSource };

function rolesReach({ ability }: SecretStanding, permission: SecretPermission, place: SecretPlace): Reach[] {
  const named = ability.naming(`secret:${permission}`);
  const reaches = named.map((one) => reachOf(one, place));
  const best = reaches.find((one) => one === "all") ?? reaches.find((one) => one === "part");
  return best ? [{ reach: best, by: { kind: "role" } }] : [];
}

function grantsReach(
  { grants, now }: SecretStanding,
  permission: SecretPermission,
  place: SecretPlace,
): Reach[] {
  return grants.flatMap((grant): Reach[] => {
    if (grantState(grant, now) !== "active") return [];
    const rule = grantRules(grant).find((one) => one.permission === `secret:${permission}`);
    const reach = rule?.conditions ? reachOf(rule.conditions, place) : null;
    const { id: grantId, secretPath, endsAt } = grant;
    return reach ? [{ reach, by: { kind: "grant", grantId, secretPath, endsAt } }] : [];
  });
}

function uncoveredReach(standing: SecretStanding, permission: SecretPermission, place: SecretPlace): Reach[] {
  const { ability, policies } = standing;
  const held = ability.conditionsOf(`secret:${permission}`);
  const reaches = held === "everywhere" ? ["all" as const] : held.map((one) => reachOf(one, place));
  const byRole = reaches.find((one) => one === "all") ?? reaches.find((one) => one === "part");
  const here = policies
    .filter((one) => one.environments.length === 0 || one.environments.includes(place.environment))
    .filter((one) => globsOverlap(one.pathGlob, place.secretPath));
  if (!byRole || here.some((one) => globContains(one.pathGlob, place.secretPath))) return [];
  return [{ reach: here.length === 0 ? byRole : "part", by: { kind: "uncovered" } }];
}

/** Whether conditions hold for all of what a path or glob reaches, or may for a part of it. */
function reachOf(conditions: Conditions, place: SecretPlace): "all" | "part" | null {
  if (conditionsHold(conditions, place)) return "all";
  if (!conditionsHold({ environment: conditions.environment }, place)) return null;
  const { $eq, $ne, $in, $glob } = conditions.secretPath ?? {};
  const asked = place.secretPath;
  const touches =
    ($eq === undefined || matchPath(asked, $eq)) &&
    ($ne === undefined || asked !== $ne) &&
    ($in === undefined || $in.some((one) => matchPath(asked, one))) &&
    ($glob === undefined || globsOverlap($glob, asked));
  return touches ? "part" : null;
}
