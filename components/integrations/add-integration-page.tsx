"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, MessageSquareShare } from "lucide-react";
import Link from "next/link";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddSlackIntegrationForm } from "#components/integrations/add-slack-integration-form.tsx";
import { AvailabilityNotice, useConsentPossible } from "#components/integrations/availability-notice.tsx";
import { ConnectResult } from "#components/integrations/connect-result.tsx";
import { PlanNotice } from "#components/plans/plan-notice.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { ForbiddenState } from "#components/ui/forbidden-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";

interface AddIntegrationPageProps {
  organizationId: string;
  /** Chosen in the URL; null shows the choice. */
  platform: "slack" | null;
  /** How an earlier try ended. */
  result: string | null;
  alias: string;
}

/** Add → Slack → alias → Connect Slack. */
export function AddIntegrationPage({ organizationId, platform, result, alias }: AddIntegrationPageProps) {
  const base = `/organizations/${organizationId}/integrations`;
  return (
    <Page>
      <PageHeader
        back={{ label: "Workflow integrations", href: base }}
        title={platform === "slack" ? "Connect a Slack workspace" : "Add an integration"}
        purpose={
          platform === "slack"
            ? "Projects choose it by its alias and then its channels."
            : "Choose the platform whose workspace to connect."
        }
      />
      {platform === "slack" ? (
        <>
          <ConnectResult result={result} keep={{ platform: "slack" }} />
          <SlackForm organizationId={organizationId} alias={alias} />
        </>
      ) : (
        <ul className="flex max-w-xl flex-col gap-3">
          <li>
            <Link
              href={`${base}/new?platform=slack`}
              className="flex items-center gap-4 rounded-lg border bg-surface p-4 transition-colors hover:bg-hover"
            >
              <MessageSquareShare aria-hidden className="size-5 shrink-0 text-muted" />
              <span className="flex min-w-0 grow flex-col">
                <span className="font-medium">Slack</span>
                <span className="text-muted">Messages to public and private channels of a workspace.</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </Link>
          </li>
        </ul>
      )}
    </Page>
  );
}

function SlackForm({ organizationId, alias }: { organizationId: string; alias: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.integrations.list.queryOptions({ organizationId }));
  const consentPossible = useConsentPossible();
  if (query.isError && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />;
  }
  if (!query.data || consentPossible === undefined) return <FormSkeleton fields={2} />;
  const { may } = query.data;
  if (!may.connect) {
    return (
      <ForbiddenState
        title="You cannot connect workspaces"
        why="Owners and admins of the organization can; members too where its settings let them. Ask one of them."
      />
    );
  }
  if (!may.planAllows) return <PlanNotice entitlement="slack" plan={may.plan} />;
  return (
    <>
      <AvailabilityNotice />
      <AddSlackIntegrationForm
        organizationId={organizationId}
        alias={alias}
        consentPossible={consentPossible}
      />
    </>
  );
}
