"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Blocks, Plus } from "lucide-react";
import Link from "next/link";
import { OrganizationAttention } from "#components/attention/organization-attention.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AvailabilityNotice } from "#components/integrations/availability-notice.tsx";
import { IntegrationHealth } from "#components/integrations/integration-health.tsx";
import { PlanNotice } from "#components/plans/plan-notice.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Item = inferRouterOutputs<AppRouter>["integrations"]["list"]["integrations"][number];

const columns: DataTableColumn<Item>[] = [
  {
    id: "alias",
    header: "Alias",
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-wrap items-center gap-2">
        <span className="break-words">{row.alias}</span>
        {row.isActive ? <Badge>active</Badge> : null}
      </span>
    ),
  },
  { id: "workspace", header: "Workspace", cell: (row) => row.teamName },
  { id: "health", header: "Health", cell: (row) => <IntegrationHealth integration={row} /> },
  {
    id: "projects",
    header: "Projects",
    align: "right",
    cell: (row) => row.projectCount,
  },
  {
    id: "destinations",
    header: "Channels in use",
    align: "right",
    hideOnPhone: true,
    cell: (row) => row.destinationCount,
  },
  {
    id: "connected",
    header: "Connected",
    cell: (row) => (
      <span className="text-muted max-sm:text-right">
        <RelativeTime date={row.connectedAt} /> by {row.connectedBy}
      </span>
    ),
  },
];

/** The workspaces connected to an organization. */
export function IntegrationsPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.integrations.list.queryOptions({ organizationId }));
  const base = `/organizations/${organizationId}/integrations`;
  const may = query.data?.may;
  const add =
    may?.connect && may.planAllows ? (
      <Button variant="primary" asChild>
        <Link href={`${base}/new`}>
          <Plus aria-hidden />
          Add
        </Link>
      </Button>
    ) : undefined;
  return (
    <Page width="full">
      <PageHeader
        title="Workflow integrations"
        purpose="Chat workspaces that the projects of this organization can send to."
        action={query.data && query.data.integrations.length > 0 ? add : undefined}
      />
      {may && !may.planAllows ? (
        <PlanNotice entitlement="slack" plan={may.plan}>
          Connections stay, and what they would send waits.
        </PlanNotice>
      ) : null}
      {may?.connect ? <AvailabilityNotice /> : null}
      <OrganizationAttention organizationId={organizationId} show="connections" />
      {query.isError && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !query.data ? (
        <TableSkeleton columns={5} />
      ) : (
        <DataTable
          caption="Workflow integrations"
          columns={columns}
          rows={query.data.integrations}
          getKey={(row) => row.id}
          href={(row) => `${base}/${row.id}`}
          empty={
            <EmptyState
              icon={<Blocks />}
              title="No workspace is connected yet"
              why={
                may?.connect
                  ? "Connect a Slack workspace once; then every project of this organization can choose channels in it for its events."
                  : "Once an owner or admin connects a Slack workspace, every project of this organization can choose channels in it."
              }
              action={add}
            />
          }
        />
      )}
    </Page>
  );
}
