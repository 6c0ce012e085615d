"use client";

import { useQuery } from "@tanstack/react-query";
import { Bot, Plus } from "lucide-react";
import Link from "next/link";
import type { ListedIdentity } from "#components/identities/types.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

const columns: DataTableColumn<ListedIdentity>[] = [
  {
    id: "name",
    header: "Name",
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-wrap items-center gap-2">
        <span className="break-words">{row.name}</span>
        {row.enabled ? null : <StatusBadge tone="neutral">Switched off</StatusBadge>}
      </span>
    ),
  },
  { id: "role", header: "Organization role", cell: (row) => (row.role === "admin" ? "Admin" : "Member") },
  { id: "projects", header: "Projects", cell: (row) => <Projects identity={row} /> },
  { id: "secrets", header: "Client secrets", cell: (row) => <Secrets identity={row} /> },
  {
    id: "used",
    header: "Last used",
    align: "right",
    cell: (row) => (
      <span className="text-muted">
        {row.lastUsedAt ? <RelativeTime date={row.lastUsedAt} /> : "Not yet"}
      </span>
    ),
  },
];

/** The programs' accounts of an organization. */
export function IdentitiesPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.list.queryOptions({ organizationId }));
  const base = `/organizations/${organizationId}/identities`;
  const add = query.data?.mayManage ? (
    <Button variant="primary" asChild>
      <Link href={`${base}/new`}>
        <Plus aria-hidden />
        Add identity
      </Link>
    </Button>
  ) : undefined;
  return (
    <Page width="full">
      <PageHeader
        title="Machine identities"
        purpose="Accounts of programs that call Bellwire’s API, each with its own rights and client secrets."
        action={query.data && query.data.identities.length > 0 ? add : undefined}
      />
      {query.isError && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !query.data ? (
        <TableSkeleton columns={5} />
      ) : (
        <DataTable
          caption="Machine identities"
          columns={columns}
          rows={query.data.identities}
          getKey={(row) => row.id}
          href={(row) => `${base}/${row.id}`}
          empty={
            <EmptyState
              icon={<Bot />}
              title="No program has an account yet"
              why="With a machine identity a pipeline or service logs in on its own: it reads and writes secrets, publishes events and follows them, in the projects you add it to."
              action={add}
            />
          }
        />
      )}
    </Page>
  );
}

const projectsShown = 3;

function Projects({ identity }: { identity: ListedIdentity }) {
  if (identity.role === "admin") return "Every project";
  if (identity.projects.length === 0) return <span className="text-muted">None</span>;
  const more = identity.projects.length - projectsShown;
  return (
    <span className="min-w-0 break-words max-sm:text-right">
      {identity.projects.slice(0, projectsShown).join(", ")}
      {more > 0 ? <span className="text-muted"> and {more} more</span> : null}
    </span>
  );
}

function Secrets({ identity }: { identity: ListedIdentity }) {
  const { clientSecrets, expiringSoon, expiresSoonAt } = identity;
  if (clientSecrets === 0) return <span className="text-muted">None</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 max-sm:justify-end">
      <span className="tabular-nums">{clientSecrets}</span>
      {expiresSoonAt ? (
        <StatusBadge tone="warning" look="text">
          <span>
            {expiringSoon === 1 ? "One ends" : `${expiringSoon} end, the first`}{" "}
            <RelativeTime date={expiresSoonAt} />
          </span>
        </StatusBadge>
      ) : null}
    </span>
  );
}
