"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

/** Forgetting the app, apart from the rest and confirmed by its consequence. */
export function RemoveApp({ connections }: { connections: number }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(trpc.slackApp.remove.mutationOptions());
  const going =
    connections === 0
      ? "No workspace is connected."
      : connections === 1
        ? "The connected workspace keeps working."
        : `The ${connections} connected workspaces keep working.`;
  return (
    <Card
      title="Remove the Slack app"
      actions={
        <ConfirmDialog
          trigger={<Button variant="danger">Remove</Button>}
          title="Remove the Slack app from this instance?"
          consequence={`${going} Until an app is set up again, none can be connected or reconnected with Connect Slack.`}
          confirmLabel="Remove Slack app"
          onConfirm={async () => {
            await remove.mutateAsync();
            await queryClient.invalidateQueries(trpc.slackApp.pathFilter());
            toastSuccess("Slack app removed");
          }}
        />
      }
    >
      <p className="text-muted">
        Forgets the credentials here. The app stays in Slack until it is deleted there.
      </p>
    </Card>
  );
}
