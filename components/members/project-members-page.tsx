"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { UserPlus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProjectIdentities } from "#components/identities/project-identities.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddProjectMemberDialog } from "#components/members/add-project-member-dialog.tsx";
import { LeaveButton, MemberTable, RemoveMember } from "#components/members/member-table.tsx";
import {
  roleChoiceOf,
  roleValueOf,
  useProjectRoleOptions,
  withHeldRole,
} from "#components/members/project-role-field.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import { organizationRoleWords, projectRoleWords } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import type { SelectOption } from "#components/ui/select.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
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
          <Members projectId={projectId} data={data} />
          <AddProjectMemberDialog data={data} open={adding} onOpenChange={setAdding} />
          <ProjectIdentities projectId={projectId} />
        </>
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={4} />
      )}
    </Page>
  );
}

function Members({ projectId, data }: { projectId: string; data: ProjectMembers }) {
  const options = useProjectRoleOptions(projectId, data.mayManage);
  return (
    <MemberTable
      members={data.members}
      me={data.me}
      role={(row) =>
        row.mayChange ? (
          <MemberRole projectId={projectId} member={row} self={row.id === data.me} options={options} />
        ) : (
          <HeldRole projectId={projectId} member={row} />
        )
      }
      action={(row) =>
        row.id === data.me && row.through === null ? (
          <Leave project={data.project} />
        ) : row.mayChange ? (
          <Remove projectId={projectId} member={row} name={data.project.name} />
        ) : null
      }
    />
  );
}

function HeldRole({ projectId, member }: { projectId: string; member: Member }) {
  const { role, customRole, through } = member;
  if (customRole) {
    return (
      <Link
        className="break-words underline decoration-line-strong underline-offset-4"
        href={`/projects/${projectId}/settings/roles/${customRole.id}`}
      >
        {customRole.name}
      </Link>
    );
  }
  return (
    <span>
      {role ? projectRoleWords[role] : null}
      {through ? (
        <span className="block text-sm text-muted">{organizationRoleWords[through]} of the organization</span>
      ) : null}
    </span>
  );
}

interface MemberRoleProps {
  projectId: string;
  member: Member;
  self: boolean;
  options: readonly SelectOption[];
}

function MemberRole({ projectId, member, self, options }: MemberRoleProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const change = useMutation(trpc.projects.changeMember.mutationOptions());
  return (
    <RoleSelect
      name={member.name}
      role={roleValueOf(member)}
      self={self}
      options={withHeldRole(options, member)}
      onChange={async (value) => {
        await change.mutateAsync({ projectId, userId: member.id, ...roleChoiceOf(value) });
        await refresh();
        const given = options.find((one) => one.value === value)?.label ?? "another role";
        toastSuccess(`${member.name} has the role ${given} now.`);
      }}
    />
  );
}

function Remove({ projectId, member, name }: { projectId: string; member: Member; name: string }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const remove = useMutation(trpc.projects.removeMember.mutationOptions());
  return (
    <RemoveMember
      name={member.name}
      from={name}
      consequence="They lose access to this project at once and stay in the organization. Access that was granted to them ends, and their approvals count no more in it."
      onRemove={async () => {
        await remove.mutateAsync({ projectId, userId: member.id });
        await refresh();
        toastSuccess(`${member.name} is no longer in ${name}.`);
      }}
    />
  );
}

function Leave({ project }: { project: ProjectMembers["project"] }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const router = useRouter();
  const leave = useMutation(trpc.projects.leave.mutationOptions());
  return (
    <LeaveButton
      from={project.name}
      confirmLabel="Leave project"
      consequence="You lose access to this project at once and stay in the organization. Access that was granted to you ends. Somebody else has to add you again."
      onLeave={async () => {
        await leave.mutateAsync({ projectId: project.id });
        router.push(`/organizations/${project.organizationId}`);
        toastSuccess(`You are no longer in ${project.name}.`);
        await refresh();
      }}
    />
  );
}
