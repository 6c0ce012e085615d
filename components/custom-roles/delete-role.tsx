"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface DeleteRoleProps {
  projectId: string;
  role: { id: string; name: string };
}

/** Deletes a role that nobody has; where somebody has it, the refusal says who. */
export function DeleteRole({ projectId, role }: DeleteRoleProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const remove = useMutation(trpc.customRoles.delete.mutationOptions());
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">Delete role</Button>}
      title={`Delete ${role.name}?`}
      consequence="Nobody can be given this role any more. It cannot be undone."
      confirmLabel="Delete role"
      onConfirm={async () => {
        try {
          await remove.mutateAsync({ projectId, roleId: role.id });
        } catch (error) {
          await client.invalidateQueries({ queryKey: trpc.customRoles.pathKey() });
          return refusalOf(error).message;
        }
        toastSuccess(`${role.name} is deleted.`);
        router.push(`/projects/${projectId}/settings/roles`);
        await client.invalidateQueries({ queryKey: trpc.customRoles.list.pathKey() });
        return undefined;
      }}
    />
  );
}
