"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface RevokeGrantProps {
  projectId: string;
  grantId: string;
  personName: string;
  /** `/app/db in prod`. */
  place: string;
}

/** Ends somebody's access before its time, after saying what that means. */
export function RevokeGrant({ projectId, grantId, personName, place }: RevokeGrantProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const revoke = useMutation(trpc.accessRequests.revokeGrant.mutationOptions());
  const confirm = async () => {
    await revoke.mutateAsync({ projectId, grantId });
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    toastSuccess("Access revoked.");
  };
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Revoke</Button>}
      title="Revoke this access?"
      consequence={`${personName} loses access to ${place} at once. To have it again, it must be asked for and approved anew.`}
      confirmLabel="Revoke access"
      onConfirm={confirm}
    />
  );
}
