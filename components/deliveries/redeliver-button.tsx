"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";

interface RedeliverButtonProps {
  projectId: string;
  delivery: { id: string; state: string; destination: { name: string } };
}

/** Sends a finished delivery once more; asks first where the message already stands there. */
export function RedeliverButton({ projectId, delivery }: RedeliverButtonProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const redeliver = useMutation(trpc.deliveries.redeliver.mutationOptions());
  const send = async () => {
    await redeliver.mutateAsync({ projectId, deliveryId: delivery.id });
    toastSuccess(`It goes to ${delivery.destination.name} again, behind what waits there.`);
    await client.invalidateQueries({ queryKey: trpc.deliveries.pathKey() });
  };
  const label = (
    <>
      <RotateCw aria-hidden />
      Redeliver
    </>
  );
  if (delivery.state !== "delivered") {
    return (
      <Button
        variant="primary"
        pending={redeliver.isPending}
        onClick={() => send().catch((error: unknown) => toastError(refusalOf(error).message))}
      >
        {label}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button>{label}</Button>}
      variant="primary"
      title="Send this message again?"
      consequence={`It already stands in ${delivery.destination.name}. It will be there a second time.`}
      confirmLabel="Redeliver"
      onConfirm={send}
    />
  );
}
