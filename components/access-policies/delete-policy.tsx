"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface DeletePolicyProps {
  projectId: string;
  policy: { id: string; name: string; pathGlob: string; pendingRequests: number };
  /** Where to go afterwards; without it the page stays. */
  thenTo?: string;
}

/** What deleting does, in numbers. */
function consequenceOf({ pathGlob, pendingRequests }: DeletePolicyProps["policy"]): string {
  const pending =
    pendingRequests === 0
      ? "No request waits under it."
      : pendingRequests === 1
        ? "1 waiting request will be cancelled, and the channels are told."
        : `${pendingRequests} waiting requests will be cancelled, and the channels are told.`;
  return `${pending} Access that was granted lasts until it ends. Unless another policy covers ${pathGlob}, every member may use it without asking.`;
}

/** Deletes a policy; its pending requests are cancelled in the same step. */
export function DeletePolicy({ projectId, policy, thenTo }: DeletePolicyProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const remove = useMutation(trpc.accessPolicies.delete.mutationOptions());
  const confirm = async () => {
    try {
      // Where no cancellation was announced, a request that came meanwhile makes the server refuse.
      const cancelPending = policy.pendingRequests > 0;
      await remove.mutateAsync({ projectId, policyId: policy.id, cancelPending });
    } catch (error) {
      await client.invalidateQueries({ queryKey: trpc.accessPolicies.pathKey() });
      return refusalOf(error).message;
    }
    toastSuccess(`${policy.name} is deleted.`);
    if (thenTo) router.push(thenTo);
    await client.invalidateQueries({ queryKey: trpc.accessPolicies.list.pathKey() });
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size={thenTo ? "md" : "sm"} variant={thenTo ? "danger" : "secondary"}>
          {thenTo ? "Delete policy" : "Delete"}
        </Button>
      }
      title={`Delete ${policy.name}?`}
      consequence={consequenceOf(policy)}
      confirmLabel="Delete policy"
      onConfirm={confirm}
    />
  );
}
