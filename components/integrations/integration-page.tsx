"use client";

import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useConsentPossible } from "#components/integrations/availability-notice.tsx";
import { ConnectResult } from "#components/integrations/connect-result.tsx";
import { DeleteIntegration } from "#components/integrations/delete-integration.tsx";
import { EditIntegrationForm } from "#components/integrations/edit-integration-form.tsx";
import { IntegrationFacts } from "#components/integrations/integration-facts.tsx";
import { IntegrationHealth } from "#components/integrations/integration-health.tsx";
import { IntegrationStanding } from "#components/integrations/integration-standing.tsx";
import { PendingWorkspace } from "#components/integrations/pending-workspace.tsx";
import { PlanNotice } from "#components/plans/plan-notice.tsx";
import { ProjectsUsingIt } from "#components/integrations/projects-using-it.tsx";
import { ReconnectDialog } from "#components/integrations/reconnect-dialog.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface IntegrationPageProps {
  organizationId: string;
  integrationId: string;
  /** How connecting ended, when one comes from there. */
  result: string | null;
}

/** One connected workspace: what it is, how it stands, who uses it, and what can be done with it. */
export function IntegrationPage({ organizationId, integrationId, result }: IntegrationPageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.integrations.get.queryOptions({ organizationId, integrationId }));
  const consentPossible = useConsentPossible() ?? false;
  const back = { label: "Workflow integrations", href: `/organizations/${organizationId}/integrations` };
  if (query.isError && !query.data) {
    return (
      <Page>
        <PageHeader title="Integration" back={back} />
        <ConnectResult result={result} />
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      </Page>
    );
  }
  const integration = query.data;
  if (!integration) {
    return (
      <Page>
        <PageSkeleton content="form" />
      </Page>
    );
  }
  const { may, trouble, missingScopes } = integration;
  const mayReconnect = may.connect && may.planAllows;
  const reconnect = { organizationId, integration, consentPossible };
  return (
    <Page>
      <PageHeader
        back={back}
        title={integration.alias}
        purpose={integration.description || `The Slack workspace ${integration.teamName}.`}
        status={<IntegrationHealth integration={integration} />}
        action={mayReconnect && !trouble ? <ReconnectDialog {...reconnect} /> : undefined}
      />
      <ConnectResult result={result} />
      {may.connect ? <PendingWorkspace organizationId={organizationId} integration={integration} /> : null}
      {may.planAllows ? null : (
        <PlanNotice entitlement="slack" plan={may.plan}>
          The connection stays, and what it would send waits.
        </PlanNotice>
      )}
      {trouble ? (
        <Callout
          tone="danger"
          title="Needs attention"
          action={mayReconnect ? <ReconnectDialog {...reconnect} variant="primary" size="sm" /> : undefined}
        >
          {trouble.sentence}
          {trouble.since ? (
            <>
              {" "}
              Since <RelativeTime date={trouble.since} />.
            </>
          ) : null}
          {mayReconnect ? null : " Ask an owner or admin of the organization."}
        </Callout>
      ) : missingScopes.length > 0 ? (
        <Callout
          tone="warning"
          title={
            missingScopes.length === 1 ? "One scope is missing" : `${missingScopes.length} scopes are missing`
          }
        >
          Without {missingScopes.length === 1 ? "it" : "them"} Bellwire cannot{" "}
          {missingScopes.map(({ purpose }) => purpose).join(", or ")}. Reconnect and grant{" "}
          {missingScopes.length === 1 ? "it" : "them"}.
        </Callout>
      ) : null}
      <IntegrationFacts integration={integration} />
      <IntegrationStanding organizationId={organizationId} integration={integration} />
      <ProjectsUsingIt projects={integration.projects} hidden={integration.hiddenProjects} />
      {may.manage ? (
        <>
          <Card title="Alias and description">
            <EditIntegrationForm organizationId={organizationId} integration={integration} />
          </Card>
          <DeleteIntegration organizationId={organizationId} integration={integration} />
        </>
      ) : null}
    </Page>
  );
}
