"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import {
  compareEntitlements,
  type Entitlement,
  entitlementNames,
  entitlements,
  type Plan,
  planIncludes,
  plans,
  planWords,
} from "#server/authz/entitlements.ts";

type Organization = { id: string; name: string; plan: Plan };

const options = plans.map((plan) => ({ value: plan, label: planWords[plan], description: includes(plan) }));

function includes(plan: Plan): string {
  const titles = entitlementNames
    .filter((one) => planIncludes(plan, one))
    .map((one) => entitlements[one].title);
  return titles.length > 0 ? `Includes ${titles.join(", ")}` : "Without Slack and live event streams";
}

const whenLost: Record<Entitlement, string> = {
  slack: "Slack connections stay, but nothing is sent through them: what they would send waits and is kept.",
  streams: "Open event streams end at once, and none can be opened.",
};
const whenGained: Record<Entitlement, string> = {
  slack: "Slack can be connected, and what waited for the plan is sent at once.",
  streams: "Event streams can be opened.",
};

/** Puts an organization on another plan, after saying what comes of it. */
export function ChangePlanDialog({ organization }: { organization: Organization }) {
  const refresh = useRefresh();
  const change = useMutation(useTRPC().instanceOrganizations.changePlan.mutationOptions());
  const [open, setOpen] = useState(false);
  const [plan, setPlan] = useState(organization.plan);
  const { id: organizationId, name } = organization;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        setPlan(organization.plan);
        setOpen(next);
      }}
      trigger={
        <Button size="sm" aria-label={`Change the plan of ${name}`}>
          Change plan
        </Button>
      }
      title={`Change the plan of ${name}`}
      consequence={`Now on ${planWords[organization.plan]}. Takes effect at once, and is written to the audit log of the organization too.`}
      confirmLabel={plan === organization.plan ? "Change plan" : `Change to ${planWords[plan]}`}
      variant="primary"
      onConfirm={async () => {
        if (plan === organization.plan) return "Choose another plan.";
        await change.mutateAsync({ organizationId, plan });
        await refresh();
        toastSuccess(`${name} is on ${planWords[plan]} now.`);
      }}
    >
      <Field label="Plan" group>
        <RadioGroup
          value={plan}
          onChange={(value) => setPlan(plans.find((one) => one === value) ?? plan)}
          options={options}
        />
      </Field>
      <Consequences from={organization.plan} to={plan} />
    </ConfirmDialog>
  );
}

function Consequences({ from, to }: { from: Plan; to: Plan }) {
  const { lost, gained } = compareEntitlements(from, to);
  const sentences = [...lost.map((one) => whenLost[one]), ...gained.map((one) => whenGained[one])];
  if (sentences.length === 0) return null;
  return (
    <ul aria-live="polite" className="flex list-disc flex-col gap-1 pl-5 text-muted">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
