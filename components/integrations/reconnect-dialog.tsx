"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { z } from "zod";
import {
  type ConnectMethod,
  ConnectMethodField,
  tokenHelp,
} from "#components/integrations/connect-method.tsx";
import { startAtSlack } from "#components/integrations/start-at-slack.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";

interface ReconnectDialogProps {
  organizationId: string;
  integration: { id: string; alias: string; teamName: string; source: "oauth" | "token" };
  consentPossible: boolean;
  variant?: ButtonProps["variant"];
  size?: ButtonProps["size"];
}

/** Gives an integration a new token for the same workspace; everything that uses it stays. */
export function ReconnectDialog(props: ReconnectDialogProps) {
  const { organizationId, integration, consentPossible, variant = "secondary", size } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const [method, setMethod] = useState<ConnectMethod>(
    consentPossible && integration.source === "oauth" ? "consent" : "token",
  );
  const connect = useMutation(trpc.integrations.connectWithToken.mutationOptions());
  const form = useZodForm({ schema: z.object({ token: z.string() }), defaultValues: { token: "" } });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={`Reconnect ${integration.alias}`}
      description={`Choose the workspace ${integration.teamName} again. Projects, channels and what waits stay as they are.`}
      trigger={
        <Button variant={variant} {...(size ? { size } : {})}>
          Reconnect
        </Button>
      }
    >
      <Form
        form={form}
        onSubmit={async ({ token }) => {
          const wanted = { organizationId, integrationId: integration.id };
          if (method === "consent") return startAtSlack(wanted);
          if (token.trim() === "") return { fieldErrors: { token: "Paste the Bot User OAuth Token." } };
          try {
            const { outcome } = await connect.mutateAsync({ ...wanted, token });
            setOpen(false);
            form.reset();
            await queryClient.invalidateQueries(trpc.integrations.pathFilter());
            router.replace(
              `/organizations/${organizationId}/integrations/${integration.id}?result=${outcome}`,
            );
          } catch (error) {
            // A token of another workspace is kept for a decision on the page behind.
            const pending = await queryClient.fetchQuery(
              trpc.integrations.pendingWorkspace.queryOptions(wanted, { staleTime: 0 }),
            );
            if (!pending) return formFailureOf(error);
            setOpen(false);
            form.reset();
          }
          return undefined;
        }}
      >
        <ConnectMethodField value={method} onChange={setMethod} consentPossible={consentPossible} />
        {method === "token" ? (
          <FormField form={form} name="token" label="Bot token" help={tokenHelp} required>
            {(field) => <Input {...field} type="password" mono autoComplete="off" spellCheck={false} />}
          </FormField>
        ) : null}
        <FormError />
        <FormActions>
          <SubmitButton>{method === "consent" ? "Connect Slack" : "Reconnect"}</SubmitButton>
        </FormActions>
      </Form>
    </Dialog>
  );
}
