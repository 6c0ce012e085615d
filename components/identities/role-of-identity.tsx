"use client";

import { useMutation } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import {
  roleChoiceOf,
  roleValueOf,
  useProjectRoleOptions,
  withHeldRole,
} from "#components/members/project-role-field.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import type { Held } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface InProjectProps {
  project: { id: string; name: string };
  identity: { id: string; name: string };
}
interface RoleOfIdentityProps extends InProjectProps {
  held: Held;
}

/** The role of an identity in a project, changed at once. */
export function RoleOfIdentity({ project, identity, held }: RoleOfIdentityProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const change = useMutation(trpc.identities.changeInProject.mutationOptions());
  const options = withHeldRole(useProjectRoleOptions(project.id), held);
  return (
    <RoleSelect
      name={`${identity.name} in ${project.name}`}
      role={roleValueOf(held)}
      self={false}
      options={options}
      onChange={async (to) => {
        await change.mutateAsync({ projectId: project.id, identityId: identity.id, ...roleChoiceOf(to) });
        await refresh();
        const label = options.find((option) => option.value === to)?.label ?? "another role";
        toastSuccess(`${identity.name} has the role ${label} in ${project.name} now.`);
      }}
    />
  );
}

/** Takes an identity out of a project, after asking. */
export function RemoveFromProject({ project, identity }: InProjectProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const remove = useMutation(trpc.identities.removeFromProject.mutationOptions());
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Remove ${identity.name} from ${project.name}`} size="sm">
          <UserMinus />
        </IconButton>
      }
      title={`Remove ${identity.name} from ${project.name}?`}
      consequence="Its requests to this project are refused at once. It stays in the organization, with its client secrets and other projects."
      confirmLabel="Remove identity"
      onConfirm={async () => {
        await remove.mutateAsync({ projectId: project.id, identityId: identity.id });
        await refresh();
        toastSuccess(`${identity.name} is no longer in ${project.name}.`);
      }}
    />
  );
}
