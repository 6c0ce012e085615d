"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { listInWords } from "#components/access-requests/words.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface DeleteIntegrationProps {
  organizationId: string;
  integration: {
    id: string;
    alias: string;
    teamName: string;
    destinationCount: number;
    projects: readonly { name: string }[];
    waitingCount: number;
  };
}

/** Removing a connection, apart from the rest and confirmed by what it silences. */
export function DeleteIntegration({ organizationId, integration }: DeleteIntegrationProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const remove = useMutation(trpc.integrations.delete.mutationOptions());
  return (
    <Card
      title="Delete the integration"
      actions={
        <ConfirmDialog
          trigger={<Button variant="danger">Delete</Button>}
          title={`Delete the integration ${integration.alias}?`}
          consequence={consequenceOf(integration)}
          confirmLabel="Delete integration"
          onConfirm={async () => {
            try {
              await remove.mutateAsync({ organizationId, integrationId: integration.id });
            } catch (error) {
              return refusalOf(error).message;
            }
            router.push(`/organizations/${organizationId}/integrations`);
            await queryClient.invalidateQueries(trpc.integrations.list.pathFilter());
            toastSuccess("Integration deleted");
            return undefined;
          }}
        />
      }
    >
      <p className="text-muted">
        Ends Bellwire’s access to the workspace. The token is revoked at Slack when nothing else on this
        instance uses it.
      </p>
    </Card>
  );
}

function consequenceOf(integration: DeleteIntegrationProps["integration"]): string {
  const { destinationCount: channels, waitingCount: waiting, teamName } = integration;
  if (channels === 0) return `No project uses it. Bellwire loses its access to ${teamName}.`;
  const silenced = `${channels === 1 ? "1 channel" : `${channels} channels`} of ${projectsOf(integration)} ${
    channels === 1 ? "gets" : "get"
  } no messages any more`;
  const kept =
    waiting === 0
      ? "New messages wait"
      : waiting === 1
        ? "1 message that waits, and new ones, stay"
        : `${waiting} messages that wait, and new ones, stay`;
  return `${silenced}. ${kept} until another channel is chosen for each destination.`;
}

/** "Payments, Website and 2 other projects". */
function projectsOf({ projects }: DeleteIntegrationProps["integration"]): string {
  const shown = projects.slice(0, 3).map(({ name }) => name);
  const others = projects.length - shown.length;
  const rest = others === 1 ? "1 other project" : `${others} other projects`;
  return listInWords(others > 0 ? [...shown, rest] : shown);
}
