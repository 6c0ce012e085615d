import { readRules } from "#server/authz/custom-role.ts";
import type { Tx } from "#server/db/client.ts";

/** What names an environment by its slug. */
export type EnvironmentUses = {
  /** Destinations whose subscriptions filter on it. */
  destinations: string[];
  policies: string[];
  /** Custom roles with a condition on it. */
  roles: string[];
  pendingRequests: number;
  activeGrants: number;
};

/** What names an environment now; past events, ended grants and decided requests do not count. */
export async function environmentUses(
  tx: Tx,
  projectId: string,
  slug: string,
  now: Date,
): Promise<EnvironmentUses> {
  const subscriptions = await tx.subscription.findMany({
    where: { projectId, deletedAt: null, environments: { has: slug } },
    select: { destination: { select: { name: true } } },
  });
  const policies = await tx.accessPolicy.findMany({
    where: { projectId, deletedAt: null, environments: { has: slug } },
    select: { name: true },
    orderBy: { name: "asc" },
  });
  const roles = await tx.customRole.findMany({
    where: { projectId },
    select: { name: true, rules: true },
    orderBy: { name: "asc" },
  });
  const pendingRequests = await tx.accessRequest.count({
    where: { projectId, status: "pending", environment: slug },
  });
  const activeGrants = await tx.accessGrant.count({
    where: {
      projectId,
      environment: slug,
      revokedAt: null,
      OR: [{ endsAt: null }, { endsAt: { gt: now } }],
    },
  });
  return {
    destinations: [...new Set(subscriptions.map((one) => one.destination.name))].sort(),
    policies: policies.map((one) => one.name),
    roles: roles.filter((role) => namesEnvironment(role.rules, slug)).map((role) => role.name),
    pendingRequests,
    activeGrants,
  };
}

function namesEnvironment(rules: unknown, slug: string): boolean {
  return readRules(rules).some(({ conditions }) => {
    const { $eq = [], $ne = [], $in = [] } = conditions?.environment ?? {};
    return [$eq, $ne, $in].flat().includes(slug);
  });
}

/** Why the environment cannot be removed and what to do, or null when nothing names it. */
export function sentenceOfUses(slug: string, uses: EnvironmentUses): string | null {
  const { destinations, policies, roles, pendingRequests, activeGrants } = uses;
  const parts = [
    destinations.length > 0 && `the notifications of ${listed(destinations)}`,
    policies.length > 0 &&
      `the access approval ${plural(policies, "policy", "policies")} ${listed(policies)}`,
    roles.length > 0 && `the ${plural(roles, "role", "roles")} ${listed(roles)}`,
    pendingRequests > 0 &&
      (pendingRequests === 1 ? "1 pending access request" : `${pendingRequests} pending access requests`),
    activeGrants > 0 && (activeGrants === 1 ? "1 active grant" : `${activeGrants} active grants`),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return `${slug} is still used by ${parts.join("; ")}. Change or end these first.`;
}

const plural = (list: readonly string[], one: string, many: string) => (list.length === 1 ? one : many);

/** At most three names, then how many more. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
