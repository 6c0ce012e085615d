"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import {
  type Entitlement,
  entitlements,
  neededPlan,
  type Plan,
  planWords,
} from "#server/authz/entitlements.ts";

interface PlanNoticeProps {
  /** What is missing. */
  entitlement: Entitlement;
  /** What the organization has. */
  plan: Plan;
  /** What comes of it here, such as what waits meanwhile. */
  children?: ReactNode;
}

/** In place of what the organization's plan does not include: what is needed, what there is, and who can change it. */
export function PlanNotice({ entitlement, plan, children }: PlanNoticeProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const { title } = entitlements[entitlement];
  const action = me.data?.isInstanceAdmin ? (
    <Button size="sm" asChild>
      <Link href="/instance/organizations">Change the plan</Link>
    </Button>
  ) : undefined;
  return (
    <Callout
      tone="warning"
      title={`${title} needs the ${planWords[neededPlan(entitlement)]} plan`}
      action={action}
    >
      This organization is on {planWords[plan]}. {children} An instance admin can change the plan.
    </Callout>
  );
}
