"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useRouter } from "next/navigation";
import { z } from "zod";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf, refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Pending = NonNullable<inferRouterOutputs<AppRouter>["integrations"]["pendingWorkspace"]>;

interface Integration {
  id: string;
  alias: string;
  teamName: string;
  destinationCount: number;
  waitingCount: number;
}

interface PendingWorkspaceProps {
  organizationId: string;
  integration: Integration;
}

/** The other workspace that the reader chose when reconnecting, with what can become of it; nothing without one. */
export function PendingWorkspace({ organizationId, integration }: PendingWorkspaceProps) {
  const trpc = useTRPC();
  const place = { organizationId, integrationId: integration.id };
  const { data: pending } = useQuery(trpc.integrations.pendingWorkspace.queryOptions(place));
  const settle = useSettle(organizationId);
  const forget = useMutation(trpc.integrations.forgetPending.mutationOptions());
  if (!pending) return null;
  const { teamName, connectedAs, mayReplace } = pending;
  return (
    <Card
      title={`You brought ${teamName}, not ${integration.teamName}`}
      description={
        connectedAs
          ? `${teamName} is connected already, as ${connectedAs.alias}: renew that integration, or leave everything as it is.`
          : `Nothing was changed. ${integration.alias} still belongs to ${integration.teamName}.`
      }
      footer={
        <span>
          Bellwire lets go of {teamName} <RelativeTime date={pending.expiresAt} />.
        </span>
      }
    >
      <div className="flex flex-col gap-5">
        <ConnectIt organizationId={organizationId} integration={integration} pending={pending} />
        <div className="flex flex-wrap gap-2 border-t pt-4">
          <Button
            pending={forget.isPending}
            onClick={async () => {
              await forget.mutateAsync(place).catch(() => {});
              await settle(integration.id, null);
            }}
          >
            Leave everything as it is
          </Button>
          {mayReplace ? (
            <ReplaceIt organizationId={organizationId} integration={integration} pending={pending} />
          ) : null}
        </div>
      </div>
    </Card>
  );
}

/** Shows an integration as it now is, with how it ended. */
function useSettle(organizationId: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  return async (integrationId: string, result: string | null) => {
    router.replace(
      `/organizations/${organizationId}/integrations/${integrationId}${result ? `?result=${result}` : ""}`,
    );
    await queryClient.invalidateQueries(trpc.integrations.pathFilter());
  };
}

const fields = z.object({ alias: z.string().trim().min(1, "Give the integration an alias.") });

function ConnectIt({ organizationId, integration, pending }: PendingWorkspaceProps & { pending: Pending }) {
  const trpc = useTRPC();
  const settle = useSettle(organizationId);
  const connect = useMutation(trpc.integrations.connectPending.mutationOptions());
  const { connectedAs, freeAlias } = pending;
  const form = useZodForm({ schema: fields, defaultValues: { alias: freeAlias } });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async ({ alias }) => {
        try {
          const wanted = { organizationId, integrationId: integration.id, alias };
          const { id, outcome } = await connect.mutateAsync(wanted);
          await settle(id, outcome);
        } catch (error) {
          return formFailureOf(error);
        }
        return undefined;
      }}
    >
      {connectedAs ? null : (
        <FormField
          form={form}
          name="alias"
          label="Alias"
          help="Projects find the new integration by this name."
          required
        >
          {(field) => <Input {...field} autoComplete="off" />}
        </FormField>
      )}
      <FormError />
      <FormActions>
        <SubmitButton>
          {connectedAs ? `Renew ${connectedAs.alias}` : `Connect ${pending.teamName} as another integration`}
        </SubmitButton>
      </FormActions>
    </Form>
  );
}

function ReplaceIt({ organizationId, integration, pending }: PendingWorkspaceProps & { pending: Pending }) {
  const trpc = useTRPC();
  const settle = useSettle(organizationId);
  const replace = useMutation(trpc.integrations.replaceWorkspace.mutationOptions());
  const { teamName } = pending;
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">Put it in the place of {integration.teamName}</Button>}
      title={`Put ${teamName} in the place of ${integration.teamName}?`}
      consequence={consequenceOf(integration, teamName)}
      confirmLabel="Replace the workspace"
      typeToConfirm={teamName}
      onConfirm={async () => {
        try {
          const wanted = { organizationId, integrationId: integration.id, confirmName: teamName };
          await replace.mutateAsync(wanted);
        } catch (error) {
          return refusalOf(error).message;
        }
        await settle(integration.id, null);
        toastSuccess(`${integration.alias} belongs to ${teamName} now`);
        return undefined;
      }}
    />
  );
}

function consequenceOf(
  { alias, teamName: old, destinationCount, waitingCount }: Integration,
  teamName: string,
) {
  const token = `Bellwire loses its access to ${old} unless another organization of this instance uses it.`;
  if (destinationCount === 0) return `${alias} leads to ${teamName} from now on. ${token}`;
  const channels = destinationCount === 1 ? "Its channel stays" : `Its ${destinationCount} channels stay`;
  const waits =
    waitingCount === 0
      ? "new messages wait"
      : `${waitingCount} waiting ${waitingCount === 1 ? "message" : "messages"}, and new ones, wait`;
  return `${channels} behind in ${old} and will get no messages any more: ${waits} until somebody chooses a channel of ${teamName} for each destination. ${token}`;
}
