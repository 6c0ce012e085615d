import { AppError } from "#server/errors.ts";

/** From the smallest to the largest. */
export const plans = ["free", "team", "enterprise"] as const;
export type Plan = (typeof plans)[number];

export const planWords = { free: "Free", team: "Team", enterprise: "Enterprise" } as const satisfies Record<
  Plan,
  string
>;

/** Something that not every plan includes, and what it is good for. */
type EntitlementEntry = { title: string; sentence: string; plans: readonly [Plan, ...Plan[]] };

/** What each plan includes, decided here and nowhere else; the smallest plan first. Source: product page, Plans. */
export const entitlements = {
  slack: {
    title: "Slack",
    sentence: "Connect Slack workspaces and send events to their channels.",
    plans: ["team", "enterprise"],
  },
  streams: {
    title: "Live event streams",
    sentence: "Programs follow the events of a project as they happen.",
    plans: ["enterprise"],
  },
} as const satisfies Record<string, EntitlementEntry>;
export type Entitlement = keyof typeof entitlements;

/** Every entitlement, in the order in which pages show them. */
export const entitlementNames: readonly Entitlement[] = ["slack", "streams"] satisfies Entitlement[];

/** Whether a plan includes something. */
export function planIncludes(plan: Plan, entitlement: Entitlement): boolean {
  const including: readonly Plan[] = entitlements[entitlement].plans;
  return including.includes(plan);
}

/** The smallest plan that includes something. */
export function neededPlan(entitlement: Entitlement): Plan {
  return entitlements[entitlement].plans[0];
}

/** What a change of plan takes away and brings. */
export function compareEntitlements(from: Plan, to: Plan): { lost: Entitlement[]; gained: Entitlement[] } {
  return {
    lost: entitlementNames.filter((one) => planIncludes(from, one) && !planIncludes(to, one)),
    gained: entitlementNames.filter((one) => !planIncludes(from, one) && planIncludes(to, one)),
  };
}

/** Refuses (HTTP 402) with the plan that is needed. */
export function requireEntitlement(plan: Plan, entitlement: Entitlement): void {
  if (planIncludes(plan, entitlement)) return;
  const needed = neededPlan(entitlement);
  throw new AppError(
    "payment_required",
    `${entitlements[entitlement].title} needs the ${planWords[needed]} plan; the organization is on ${planWords[plan]}. An instance admin can change the plan.`,
    { neededPlan: needed },
  );
}
