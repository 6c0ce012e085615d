"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { InviteDialog } from "#components/invitations/invite-dialog.tsx";
import { OpenInvitations } from "#components/invitations/open-invitations.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { LeaveButton, MemberTable, RemoveMember } from "#components/members/member-table.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import { organizationRoleOptions, organizationRoleWords } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Members = inferRouterOutputs<AppRouter>["members"]["list"];
type Member = Members["members"][number];

/** The members of an organization and their roles, and who is invited. */
export function MembersPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.members.list.queryOptions({ organizationId }));
  const [inviting, setInviting] = useState(false);
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
            <Button variant="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden />
              Invite
            </Button>
          ) : undefined
        }
      />
      {data ? (
        <Members organizationId={organizationId} data={data} />
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={4} />
      )}
      {data?.mayManage ? <OpenInvitations organizationId={organizationId} /> : null}
      <InviteDialog
        organizationId={organizationId}
        mayInviteOwners={data?.mayManageOwners ?? false}
        open={inviting}
        onOpenChange={setInviting}
      />
    </Page>
  );
}

function Members({ organizationId, data }: { organizationId: string; data: Members }) {
  const { me, mayManage, mayManageOwners, organization } = data;
  const mayChange = (member: Member) => mayManage && (mayManageOwners || member.role !== "owner");
  return (
    <MemberTable
      members={data.members}
      me={me}
      role={(row) =>
        mayChange(row) ? (
          <MemberRole
            organizationId={organizationId}
            member={row}
            self={row.id === me}
            owners={mayManageOwners}
          />
        ) : (
          organizationRoleWords[row.role]
        )
      }
      extra={[
        {
          id: "projects",
          header: "Projects",
          cell: (row) => (row.role === "member" ? projectsWord(row.projects) : "Every project"),
        },
      ]}
      action={(row) =>
        row.id === me ? (
          <Leave organizationId={organizationId} name={organization.name} />
        ) : mayChange(row) ? (
          <Remove organizationId={organizationId} member={row} name={organization.name} />
        ) : null
      }
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

function Remove(props: { organizationId: string; member: Member; name: string }) {
  const { organizationId, member, name } = props;
  const trpc = useTRPC();
  const refresh = useRefresh();
  const remove = useMutation(trpc.members.remove.mutationOptions());
  return (
    <RemoveMember
      name={member.name}
      from={name}
      consequence="They lose access to the organization and all its projects at once, and invitations they sent are withdrawn. What they did stays, and so does their account."
      onRemove={async () => {
        await remove.mutateAsync({ organizationId, userId: member.id });
        await refresh();
        toastSuccess(`${member.name} is no longer a member.`);
      }}
    />
  );
}

function Leave({ organizationId, name }: { organizationId: string; name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const leave = useMutation(trpc.members.leave.mutationOptions());
  return (
    <LeaveButton
      from={name}
      confirmLabel="Leave organization"
      consequence="You lose access to the organization and all its projects at once. An owner or admin can invite you again."
      onLeave={async () => {
        await leave.mutateAsync({ organizationId });
        toastSuccess(`You left ${name}.`);
        router.push("/");
        await refresh();
      }}
    />
  );
}
