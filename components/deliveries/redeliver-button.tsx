"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState, useTransition } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";

interface RedeliverButtonProps {
  projectId: string;
  /** As it was read last: an order counts only while it stands so. */
  delivery: { id: string; state: string; redeliveries: number; destination: { name: string } };
}

/** Sends a finished delivery once more, however often it is clicked; asks first where the message already stands there. */
export function RedeliverButton({ projectId, delivery }: RedeliverButtonProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const redeliver = useMutation(trpc.deliveries.redeliver.mutationOptions());
  // Pending until the delivery was read again, also after a refusal, so that nobody orders by what is out of date.
  const [pending, startTransition] = useTransition();
  // How it stood when the question was asked: the page is live, and may show a later standing behind it.
  const [asked, setAsked] = useState<number>();
  const send = async (redeliveries: number) => {
    try {
      await redeliver.mutateAsync({ projectId, deliveryId: delivery.id, redeliveries });
      toastSuccess(`It goes to ${delivery.destination.name} again, behind what waits there.`);
    } catch (error) {
      // As a toast: what is read anew may leave no dialog to say it in.
      toastError(refusalOf(error).message);
    }
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
        pending={pending}
        onClick={() => startTransition(() => send(delivery.redeliveries))}
      >
        {label}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button>{label}</Button>}
      open={asked !== undefined}
      onOpenChange={(open) => setAsked(open ? delivery.redeliveries : undefined)}
      variant="primary"
      title="Send this message again?"
      consequence={`It already stands in ${delivery.destination.name}. It will be there a second time.`}
      confirmLabel="Redeliver"
      onConfirm={() => send(asked ?? delivery.redeliveries)}
    />
  );
}
