"use client";

import { useQuery } from "@tanstack/react-query";
import { Bot, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { AddIdentityDialog } from "#components/identities/add-identity-dialog.tsx";
import { RemoveFromProject, RoleOfIdentity } from "#components/identities/role-of-identity.tsx";
import type { IdentityInProject, ProjectIdentities as Data } from "#components/identities/types.ts";
import { heldRoleWords } from "#components/members/roles.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

/** The machine identities of a project and their roles; a section of its Members page. */
export function ProjectIdentities({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const [adding, setAdding] = useState(false);
  const query = useQuery(trpc.identities.inProject.queryOptions({ projectId }));
  const mine = useQuery(trpc.organizations.mine.queryOptions());
  const { data } = query;
  const role = mine.data?.find((one) => one.id === data?.project.organizationId)?.role;
  const administers = role === "owner" || role === "admin";
  const base = `/organizations/${data?.project.organizationId}/identities`;
  const add = data?.mayManage ? (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add identity
    </Button>
  ) : undefined;
  return (
    <Card
      flush
      title="Machine identities"
      description="Programs that act in this project, each with its role."
      actions={data && data.identities.length > 0 ? add : undefined}
    >
      {query.isError && !data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !data ? (
        <TableSkeleton columns={3} rows={2} />
      ) : (
        <>
          <DataTable
            bare
            caption="Machine identities"
            columns={columnsOf(data, administers ? base : null)}
            rows={data.identities}
            getKey={(row) => row.id}
            empty={
              <EmptyState
                bare
                icon={<Bot />}
                title="No program acts in this project yet"
                why="A machine identity lets a pipeline or service read and write secrets, publish events and follow them, as far as its role here goes."
                action={add}
              />
            }
          />
          <AddIdentityDialog
            data={data}
            identitiesHref={administers ? base : null}
            open={adding}
            onOpenChange={setAdding}
          />
        </>
      )}
    </Card>
  );
}

function columnsOf({ project }: Data, base: string | null): DataTableColumn<IdentityInProject>[] {
  return [
    {
      id: "name",
      header: "Name",
      primary: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          {base ? (
            <Link href={`${base}/${row.id}`} className="rounded-sm break-words hover:underline">
              {row.name}
            </Link>
          ) : (
            <span className="break-words">{row.name}</span>
          )}
          {row.enabled ? null : <StatusBadge tone="neutral">Switched off</StatusBadge>}
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      cell: (row) =>
        row.mayChange ? (
          <RoleOfIdentity project={project} identity={row} held={row} />
        ) : (
          <span>
            {heldRoleWords(row)}
            {row.inherited ? (
              <span className="block text-sm text-muted">Admin of the organization</span>
            ) : null}
          </span>
        ),
    },
    {
      id: "used",
      header: "Last used",
      align: "right",
      hideOnPhone: true,
      cell: (row) => (
        <span className="text-muted">
          {row.lastUsedAt ? <RelativeTime date={row.lastUsedAt} /> : "Not yet"}
        </span>
      ),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      align: "right",
      className: "w-12 max-sm:justify-end",
      cell: (row) => (row.mayChange ? <RemoveFromProject project={project} identity={row} /> : null),
    },
  ];
}
