"use client";

import { useQuery } from "@tanstack/react-query";
import { FolderKanban } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { AddToProjectDialog } from "#components/identities/add-to-project-dialog.tsx";
import { RemoveFromProject, RoleOfIdentity } from "#components/identities/role-of-identity.tsx";
import type { Identity, IdentityPlace, Membership } from "#components/identities/types.ts";
import { heldRoleWords } from "#components/members/roles.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

/** The projects an identity may act in, and as what. */
export function IdentityProjects({ place, identity }: { place: IdentityPlace; identity: Identity }) {
  const trpc = useTRPC();
  const [adding, setAdding] = useState(false);
  const query = useQuery(trpc.identities.projects.queryOptions(place));
  const { data } = query;
  const add =
    identity.mayManage && data && data.candidates.length > 0 ? (
      <Button onClick={() => setAdding(true)}>Add to a project</Button>
    ) : undefined;
  const columns: DataTableColumn<Membership>[] = [
    {
      id: "project",
      header: "Project",
      primary: true,
      cell: (row) => (
        <Link href={`/projects/${row.project.id}/settings/members`} className="rounded-sm hover:underline">
          {row.project.name}
        </Link>
      ),
    },
    {
      id: "role",
      header: "Role",
      cell: (row) =>
        identity.mayManage ? (
          <RoleOfIdentity project={row.project} identity={identity} held={row} />
        ) : (
          heldRoleWords(row)
        ),
    },
    {
      id: "added",
      header: "Added",
      align: "right",
      hideOnPhone: true,
      cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      align: "right",
      className: "w-12 max-sm:justify-end",
      cell: (row) =>
        identity.mayManage ? <RemoveFromProject project={row.project} identity={identity} /> : null,
    },
  ];
  return (
    <Card
      flush
      title="Projects"
      description={
        data?.everyProject
          ? "As an admin of the organization it acts as project admin in every project. What is listed counts once it is a member again."
          : "Where it may act, and with which role."
      }
      actions={data && data.memberships.length > 0 && !data.everyProject ? add : undefined}
    >
      {query.isError && !data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !data ? (
        <TableSkeleton columns={3} rows={1} />
      ) : (
        <>
          <DataTable
            bare
            caption="Projects"
            columns={columns}
            rows={data.memberships}
            getKey={(row) => row.project.id}
            empty={
              <EmptyState
                bare
                icon={<FolderKanban />}
                title={data.everyProject ? "Every project, without being added" : "In no project yet"}
                why={
                  data.everyProject
                    ? "Make it a member of the organization to limit it to single projects."
                    : "It can log in, but it may do nothing before a project has it."
                }
                action={data.everyProject ? undefined : add}
              />
            }
          />
          <AddToProjectDialog
            identity={identity}
            projects={data.candidates}
            open={adding}
            onOpenChange={setAdding}
          />
        </>
      )}
    </Card>
  );
}
