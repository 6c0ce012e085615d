"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddProjectMemberDialog } from "#components/members/add-project-member-dialog.tsx";
import { PersonCell } from "#components/members/person-cell.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import { organizationRoleWords, projectRoleOptions, projectRoleWords } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

export type ProjectMembers = inferRouterOutputs<AppRouter>["projects"]["members"];
type Member = ProjectMembers["members"][number];

/** The people of a project and their roles. */
export function ProjectMembersPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.projects.members.queryOptions({ projectId }));
  const [adding, setAdding] = useState(false);
  const { data } = list;
  return (
    <Page width="full">
      <PageHeader
        title="Members"
        purpose="Who works in this project, and as what. Owners and admins of the organization are in every project."
        action={
          data?.mayManage ? (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              Add member
            </Button>
          ) : undefined
        }
      />
      {data ? (
        <>
          <MembersTable projectId={projectId} data={data} />
          <AddProjectMemberDialog data={data} open={adding} onOpenChange={setAdding} />
        </>
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={4} />
      )}
    </Page>
  );
}

function MembersTable({ projectId, data }: { projectId: string; data: ProjectMembers }) {
  return (
    <DataTable
      caption="Members"
      rows={data.members}
      getKey={(row) => row.id}
      columns={[
        {
          id: "person",
          header: "Person",
          primary: true,
          cell: (row) => <PersonCell person={row} self={row.id === data.me} />,
        },
        {
          id: "role",
          header: "Role",
          cell: (row) =>
            data.mayManage && row.through === null ? (
              <MemberRole projectId={projectId} member={row} self={row.id === data.me} />
            ) : (
              <span>
                {projectRoleWords[row.role]}
                {row.through ? (
                  <span className="block text-sm text-muted">
                    {organizationRoleWords[row.through]} of the organization
                  </span>
                ) : null}
              </span>
            ),
        },
        {
          id: "added",
          header: "Added",
          align: "right",
          hideOnPhone: true,
          cell: (row) =>
            row.addedAt ? (
              <RelativeTime date={row.addedAt} className="text-muted" />
            ) : (
              <span className="text-muted">–</span>
            ),
        },
        {
          id: "actions",
          header: "Actions",
          headerHidden: true,
          align: "right",
          className: "w-12 max-sm:justify-end",
          cell: (row) =>
            data.mayManage && row.through === null ? (
              <RemoveButton projectId={projectId} member={row} name={data.project.name} />
            ) : null,
        },
      ]}
    />
  );
}

function MemberRole(props: { projectId: string; member: Member; self: boolean }) {
  const { projectId, member, self } = props;
  const trpc = useTRPC();
  const refresh = useRefresh();
  const change = useMutation(trpc.projects.changeMember.mutationOptions());
  return (
    <RoleSelect
      name={member.name}
      role={member.role}
      self={self}
      options={projectRoleOptions}
      onChange={async (role) => {
        await change.mutateAsync({ projectId, userId: member.id, role });
        await refresh();
        toastSuccess(`${member.name} is ${projectRoleWords[role].toLowerCase()} now.`);
      }}
    />
  );
}

function RemoveButton({ projectId, member, name }: { projectId: string; member: Member; name: string }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const remove = useMutation(trpc.projects.removeMember.mutationOptions());
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Remove ${member.name}`} size="sm">
          <UserMinus />
        </IconButton>
      }
      title={`Remove ${member.name} from ${name}?`}
      consequence="They lose access to this project at once and stay in the organization. Their approvals count no more in it."
      confirmLabel="Remove member"
      onConfirm={async () => {
        await remove.mutateAsync({ projectId, userId: member.id });
        await refresh();
        toastSuccess(`${member.name} is no longer in ${name}.`);
      }}
    />
  );
}
