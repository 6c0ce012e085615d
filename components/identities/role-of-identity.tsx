"use client";

import { useMutation } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { type Held, roleWordsOf } from "#components/identities/words.ts";
import { roleChoiceOf, roleValueOf, useProjectRoleOptions } from "#components/members/project-role-field.tsx";
import { RoleSelect } from "#components/members/role-select.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
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
  const value = roleValueOf(held);
  const giveable = useProjectRoleOptions(project.id);
  // What it has stays readable while the options are asked for, and where one could not give it.
  const options = giveable.some((option) => option.value === value)
    ? giveable
    : [...giveable, { value, label: roleWordsOf(held), disabled: true }];
  return (
    <RoleSelect
      name={`${identity.name} in ${project.name}`}
      role={value}
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
        try {
          await remove.mutateAsync({ projectId: project.id, identityId: identity.id });
        } catch (error) {
          return refusalOf(error).message;
        }
        await refresh();
        toastSuccess(`${identity.name} is no longer in ${project.name}.`);
        return undefined;
      }}
    />
  );
}
