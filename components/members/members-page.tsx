"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { LogOut, UserMinus, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddMemberDialog } from "#components/members/add-member-dialog.tsx";
import { PersonCell } from "#components/members/person-cell.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import { organizationRoleOptions, organizationRoleWords } from "#components/members/roles.ts";
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

type Members = inferRouterOutputs<AppRouter>["members"]["list"];
type Member = Members["members"][number];

/** The members of an organization and their roles. */
export function MembersPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.members.list.queryOptions({ organizationId }));
  const [adding, setAdding] = useState(false);
  const { data } = list;
  return (
    <Page width="full">
      <PageHeader
        title="Members"
        purpose={
          data ? `Who belongs to ${data.organization.name}, and as what.` : "Who belongs here, and as what."
        }
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
        <MembersTable organizationId={organizationId} data={data} />
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={4} />
      )}
      <AddMemberDialog
        organizationId={organizationId}
        mayAddOwners={data?.mayManageOwners ?? false}
        open={adding}
        onOpenChange={setAdding}
      />
    </Page>
  );
}

function MembersTable({ organizationId, data }: { organizationId: string; data: Members }) {
  const { me, mayManage, mayManageOwners } = data;
  const mayChange = (member: Member) => mayManage && (mayManageOwners || member.role !== "owner");
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
          cell: (row) => <PersonCell person={row} self={row.id === me} />,
        },
        {
          id: "role",
          header: "Role",
          cell: (row) =>
            mayChange(row) ? (
              <MemberRole
                organizationId={organizationId}
                member={row}
                self={row.id === me}
                owners={mayManageOwners}
              />
            ) : (
              organizationRoleWords[row.role]
            ),
        },
        {
          id: "projects",
          header: "Projects",
          cell: (row) => (row.role === "member" ? projectsWord(row.projects) : "Every project"),
        },
        {
          id: "added",
          header: "Added",
          align: "right",
          hideOnPhone: true,
          cell: (row) => <RelativeTime date={row.addedAt} className="text-muted" />,
        },
        {
          id: "actions",
          header: "Actions",
          headerHidden: true,
          align: "right",
          className: "w-12 max-sm:justify-end",
          cell: (row) =>
            row.id === me ? (
              <LeaveButton organizationId={organizationId} name={data.organization.name} />
            ) : mayChange(row) ? (
              <RemoveButton organizationId={organizationId} member={row} name={data.organization.name} />
            ) : null,
        },
      ]}
    />
  );
}

const projectsWord = (count: number) =>
  count === 0 ? "None yet" : count === 1 ? "1 project" : `${count} projects`;

interface MemberRoleProps {
  organizationId: string;
  member: Member;
  self: boolean;
  /** Whether the owner's role may be given. */
  owners: boolean;
}

function MemberRole({ organizationId, member, self, owners }: MemberRoleProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const change = useMutation(trpc.members.changeRole.mutationOptions());
  return (
    <RoleSelect
      name={member.name}
      role={member.role}
      self={self}
      options={organizationRoleOptions.filter((one) => owners || one.value !== "owner")}
      onChange={async (role) => {
        await change.mutateAsync({ organizationId, userId: member.id, role });
        await refresh();
        toastSuccess(`${member.name} is ${organizationRoleWords[role].toLowerCase()} now.`);
      }}
    />
  );
}

function RemoveButton(props: { organizationId: string; member: Member; name: string }) {
  const { organizationId, member, name } = props;
  const trpc = useTRPC();
  const refresh = useRefresh();
  const remove = useMutation(trpc.members.remove.mutationOptions());
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Remove ${member.name}`} size="sm">
          <UserMinus />
        </IconButton>
      }
      title={`Remove ${member.name} from ${name}?`}
      consequence="They lose access to the organization and all its projects at once. What they did stays, and so does their account."
      confirmLabel="Remove member"
      onConfirm={async () => {
        await remove.mutateAsync({ organizationId, userId: member.id });
        await refresh();
        toastSuccess(`${member.name} is no longer a member.`);
      }}
    />
  );
}

function LeaveButton({ organizationId, name }: { organizationId: string; name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const leave = useMutation(trpc.members.leave.mutationOptions());
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Leave ${name}`} size="sm">
          <LogOut />
        </IconButton>
      }
      title={`Leave ${name}?`}
      consequence="You lose access to the organization and all its projects at once. An owner or admin can add you again."
      confirmLabel="Leave organization"
      onConfirm={async () => {
        await leave.mutateAsync({ organizationId });
        toastSuccess(`You left ${name}.`);
        router.push("/");
        await refresh();
      }}
    />
  );
}
