"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { ChangePlanDialog } from "#components/instance/change-plan-dialog.tsx";
import { CreateOrganizationDialog } from "#components/instance/create-organization-dialog.tsx";
import { InviteOwnerDialog } from "#components/instance/invite-owner-dialog.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { plans, planWords } from "#server/authz/entitlements.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type OrganizationList = inferRouterOutputs<AppRouter>["instanceOrganizations"]["list"];
type Row = OrganizationList["organizations"][number];

const planOptions = plans.map((plan) => ({ value: plan, label: planWords[plan] }));

const columns: DataTableColumn<Row>[] = [
  {
    id: "name",
    header: "Organization",
    primary: true,
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2">
        <span className="break-words">{row.name}</span>
        {row.hasOwner ? null : <StatusBadge tone="warning">No owner yet</StatusBadge>}
      </span>
    ),
  },
  { id: "plan", header: "Plan", cell: (row) => planWords[row.plan] },
  { id: "members", header: "Members", align: "right", cell: (row) => row.members },
  { id: "projects", header: "Projects", align: "right", cell: (row) => row.projects },
  { id: "connections", header: "Connections", align: "right", cell: (row) => row.integrations },
  {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    align: "right",
    className: "max-sm:justify-end",
    cell: (row) => (
      <span className="inline-flex flex-wrap justify-end gap-2">
        {row.hasOwner ? null : <InviteOwnerDialog organization={row} />}
        <ChangePlanDialog organization={row} />
      </span>
    ),
  },
];

/** Every organization of the instance, with its plan. */
export function OrganizationsPage() {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const [creating, setCreating] = useState(false);
  const input = {
    text: filters.read("text"),
    plan: plans.find((plan) => plan === filters.read("plan")),
    before: filters.read("before"),
    after: filters.read("after"),
  };
  const list = useQuery(
    trpc.instanceOrganizations.list.queryOptions(input, { placeholderData: keepPreviousData }),
  );
  return (
    <Page width="full">
      <PageHeader
        title="Organizations"
        purpose="Who uses this instance, and on which plan. What is inside an organization is its members’ matter, and deleting it its owners’."
        action={
          list.data ? (
            <Button variant="primary" onClick={() => setCreating(true)}>
              <Plus aria-hidden />
              New organization
            </Button>
          ) : undefined
        }
      />
      <FilterBar
        filters={filters}
        textLabel="Name"
        choices={[{ name: "plan", label: "Plan", any: "Any plan", options: planOptions }]}
      />
      {list.data ? (
        <>
          <OrganizationTable data={list.data} filters={filters} />
          <CreateOrganizationDialog
            defaultPlan={list.data.defaultPlan}
            open={creating}
            onOpenChange={setCreating}
          />
        </>
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={5} />
      )}
    </Page>
  );
}

interface OrganizationTableProps {
  data: OrganizationList;
  filters: ReturnType<typeof useUrlFilters>;
}

function OrganizationTable({ data, filters }: OrganizationTableProps) {
  const { organizations, previous, next } = data;
  return (
    <DataTable
      caption="Organizations"
      rows={organizations}
      getKey={(row) => row.id}
      columns={columns}
      empty={
        <EmptyState
          icon={<Building2 />}
          title={filters.filtered ? "No organization matches" : "No organization yet"}
          why={
            filters.filtered
              ? "None has this name, or this plan."
              : "An organization owns projects and connections. Make one for yourself, or for somebody you invite."
          }
        />
      }
      footer={
        previous || next ? (
          <Pagination
            newerLabel="Previous"
            olderLabel="Next"
            newerHref={previous ? filters.hrefWith({ before: previous }) : undefined}
            olderHref={next ? filters.hrefWith({ after: next }) : undefined}
          />
        ) : undefined
      }
    />
  );
}
