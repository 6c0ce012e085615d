"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "#components/trpc/refusal.ts";
import type { Destination } from "#components/notifications/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";

interface DestinationPartProps {
  projectId: string;
  destination: Destination;
}

const cancelled = (count: number) =>
  count === 0
    ? "Nothing waits for it now."
    : count === 1
      ? "1 waiting message will be cancelled."
      : `${count} waiting messages will be cancelled.`;

/** Enables a disabled destination, or disables one after saying what that cancels. */
export function SwitchDestination({ projectId, destination }: DestinationPartProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const change = useMutation(trpc.notifications.setEnabled.mutationOptions());
  const to = async (enabled: boolean) => {
    await change.mutateAsync({ projectId, destinationId: destination.id, enabled });
    await client.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
    toastSuccess(enabled ? `${destination.name} is enabled.` : `${destination.name} is disabled.`);
  };
  if (!destination.enabled) {
    return (
      <Button
        size="sm"
        pending={change.isPending}
        onClick={() => to(true).catch((error: unknown) => toastError(refusalOf(error).message))}
      >
        Enable
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button>Disable</Button>}
      variant="primary"
      title={`Disable ${destination.name}?`}
      consequence={`${cancelled(destination.waiting)} New events are not sent there until it is enabled; cancelled ones can be redelivered then.`}
      confirmLabel="Disable"
      onConfirm={() => to(false)}
    />
  );
}

/** Disable and delete, apart from the rest, each with its consequence. */
export function DestinationDanger({ projectId, destination }: DestinationPartProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const remove = useMutation(trpc.notifications.remove.mutationOptions());
  const confirm = async () => {
    await remove.mutateAsync({ projectId, destinationId: destination.id });
    router.push(`/projects/${projectId}/notifications`);
    toastSuccess(`${destination.name} is deleted.`);
    // Not the page's own query: the destination is gone, and the page is being left.
    await client.invalidateQueries({ queryKey: trpc.notifications.list.pathKey() });
    await client.invalidateQueries({ queryKey: trpc.notifications.matrix.pathKey() });
  };
  return (
    <Card title="Stop sending">
      <div className="flex flex-col divide-y divide-line">
        {destination.enabled ? (
          <Row
            title="Disable"
            why={`Nothing is sent until it is enabled again. ${cancelled(destination.waiting)}`}
            action={<SwitchDestination projectId={projectId} destination={destination} />}
          />
        ) : null}
        <Row
          title="Delete"
          why={`Removes the destination and its subscriptions; its deliveries stay in the list. ${cancelled(destination.waiting)}`}
          action={
            <ConfirmDialog
              trigger={<Button variant="danger">Delete destination</Button>}
              title={`Delete ${destination.name}?`}
              consequence={`${cancelled(destination.waiting)} Its subscriptions are removed.${destination.isFallback ? " It is the project’s fallback destination, and no other takes its place." : ""} This cannot be undone.`}
              confirmLabel="Delete destination"
              onConfirm={confirm}
            />
          }
        />
      </div>
    </Card>
  );
}

function Row({ title, why, action }: { title: string; why: string; action: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{why}</p>
      </div>
      {action}
    </div>
  );
}
