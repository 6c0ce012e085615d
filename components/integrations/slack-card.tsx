"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useState } from "react";
import { useConsentPossible } from "#components/integrations/availability-notice.tsx";
import { ConnectResult } from "#components/integrations/connect-result.tsx";
import { IntegrationHealth } from "#components/integrations/integration-health.tsx";
import { startAtSlack } from "#components/integrations/start-at-slack.ts";
import { PlanNotice } from "#components/plans/plan-notice.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Integration = inferRouterOutputs<AppRouter>["integrations"]["list"]["integrations"][number];

interface SlackCardProps {
  organizationId: string;
  /** How connecting a workspace ended, where the browser comes back from Slack. */
  result: string | null;
}

/**
 * Slack in an organization's settings: Add to Slack, or what it is connected to. Only how connecting ended
 * where the instance has no Slack app and no workspace is connected by a pasted token either.
 */
export function SlackCard({ organizationId, result }: SlackCardProps) {
  const trpc = useTRPC();
  const list = useQuery(trpc.integrations.list.queryOptions({ organizationId }));
  const availability = useQuery(trpc.slackApp.availability.queryOptions());
  if (!list.data || !availability.data) return null;
  const { integrations, may } = list.data;
  if (integrations.length === 0 && !availability.data.configured) return <ConnectResult result={result} />;
  const base = `/organizations/${organizationId}/integrations`;
  const ordered = integrations.toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
  return (
    <Card
      id="slack"
      title="Slack"
      description="What happens in the projects can be sent to channels of your workspaces."
      actions={
        integrations.length > 0 ? (
          <Button size="sm" asChild>
            <Link href={base}>Workflow integrations</Link>
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        <ConnectResult result={result} />
        {ordered.length > 0 ? (
          <ul className="flex flex-col divide-y divide-line">
            {ordered.map((integration) => (
              <Connected key={integration.id} integration={integration} href={`${base}/${integration.id}`} />
            ))}
          </ul>
        ) : null}
        {may.connect && may.planAllows ? (
          <AddToSlack organizationId={organizationId} first={integrations.length === 0} />
        ) : null}
        {may.planAllows ? null : <PlanNotice entitlement="slack" plan={may.plan} />}
      </div>
    </Card>
  );
}

function Connected({ integration, href }: { integration: Integration; href: string }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2.5 first:pt-0 last:pb-0">
      <span className="min-w-0 grow break-words">
        Connected to{" "}
        <Link href={href} className="font-medium underline underline-offset-2">
          {integration.teamName}
        </Link>
        <span className="text-muted"> as {integration.alias}</span>
      </span>
      {integration.isActive ? <Badge>active</Badge> : null}
      <IntegrationHealth integration={integration} />
    </li>
  );
}

function AddToSlack({ organizationId, first }: { organizationId: string; first: boolean }) {
  const consentPossible = useConsentPossible();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (consentPossible === undefined) return null;
  if (!consentPossible) {
    return (
      <div>
        <Button asChild>
          <Link href={`/organizations/${organizationId}/integrations/new?platform=slack`}>
            Connect with a bot token
          </Link>
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      {problem ? (
        <Callout live tone="danger">
          {problem}
        </Callout>
      ) : null}
      <Button
        variant={first ? "primary" : "secondary"}
        pending={pending}
        onClick={async () => {
          setPending(true);
          const failure = await startAtSlack({ organizationId, returnTo: "settings" });
          setPending(false);
          setProblem(failure?.formError ?? "Slack could not be opened. Try again.");
        }}
      >
        {first ? "Add to Slack" : "Add another workspace"}
      </Button>
      <p className="text-muted">
        Leads to Slack, where you choose the workspace and look at the permissions, and back here.
      </p>
    </div>
  );
}
