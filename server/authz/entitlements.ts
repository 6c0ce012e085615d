import { AppError } from "#server/errors.ts";

export type Plan = "free" | "team" | "enterprise";

/** What each plan includes, decided here and nowhere else. Source: product page, Plans. */
const entitlements = {
  slack: ["team", "enterprise"],
} as const satisfies Record<string, readonly Plan[]>;
export type Entitlement = keyof typeof entitlements;

/** Whether a plan includes something. */
export function planIncludes(plan: Plan, entitlement: Entitlement): boolean {
  const plans: readonly Plan[] = entitlements[entitlement];
  return plans.includes(plan);
}

/** Refuses (HTTP 402) with the plan that is needed. */
export function requireEntitlement(plan: Plan, entitlement: Entitlement): void {
  if (planIncludes(plan, entitlement)) return;
  const needed = entitlements[entitlement][0];
  throw new AppError(
    "payment_required",
    `This needs the ${needed} plan; the organization is on ${plan}. An instance admin can change the plan.`,
    { neededPlan: needed },
  );
}
