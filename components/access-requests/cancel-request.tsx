"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface CancelRequestProps {
  projectId: string;
  requestId: string;
  requester: string;
}

/** Takes a pending request back, after saying what that means. */
export function CancelRequest({ projectId, requestId, requester }: CancelRequestProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const cancel = useMutation(trpc.accessRequests.cancel.mutationOptions());
  const confirm = async () => {
    await cancel.mutateAsync({ projectId, requestId });
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    toastSuccess("Request cancelled.");
  };
  return (
    <ConfirmDialog
      trigger={<Button>Cancel request</Button>}
      title="Cancel this request?"
      consequence={`Nobody can approve it any more, and its approvals are void. ${requester} can ask anew.`}
      confirmLabel="Cancel request"
      onConfirm={confirm}
    />
  );
}
