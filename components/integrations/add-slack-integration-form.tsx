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
import {
  CancelButton,
  Form,
  FormActions,
  FormError,
  FormField,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

interface AddSlackIntegrationFormProps {
  organizationId: string;
  /** From an earlier try. */
  alias: string;
  consentPossible: boolean;
}

const fields = z.object({
  alias: z.string().trim().min(1, "Give the integration an alias, such as acme-slack."),
  description: z.string(),
  token: z.string(),
});

/** Alias, description, and the way to Slack. */
export function AddSlackIntegrationForm(props: AddSlackIntegrationFormProps) {
  const { organizationId, consentPossible } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [method, setMethod] = useState<ConnectMethod>(consentPossible ? "consent" : "token");
  const connect = useMutation(trpc.integrations.connectWithToken.mutationOptions());
  const base = `/organizations/${organizationId}/integrations`;
  const form = useZodForm({
    schema: fields,
    defaultValues: { alias: props.alias, description: "", token: "" },
  });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async ({ alias, description, token }) => {
        if (method === "consent") return startAtSlack({ organizationId, alias, description });
        if (token.trim() === "") return { fieldErrors: { token: "Paste the Bot User OAuth Token." } };
        try {
          const { id, outcome } = await connect.mutateAsync({ organizationId, alias, description, token });
          await queryClient.invalidateQueries(trpc.integrations.pathFilter());
          router.push(`${base}/${id}?result=${outcome}`);
        } catch (error) {
          return formFailureOf(error);
        }
        return undefined;
      }}
    >
      <FormField
        form={form}
        name="alias"
        label="Alias"
        help="Projects find the integration by this name. One organization has each alias once."
        required
      >
        {(field) => <Input {...field} autoComplete="off" placeholder="acme-slack" />}
      </FormField>
      <FormField form={form} name="description" label="Description" optional>
        {(field) => <Textarea {...field} rows={2} />}
      </FormField>
      <ConnectMethodField value={method} onChange={setMethod} consentPossible={consentPossible} />
      {method === "token" ? (
        <FormField form={form} name="token" label="Bot token" help={tokenHelp} required>
          {(field) => <Input {...field} type="password" mono autoComplete="off" spellCheck={false} />}
        </FormField>
      ) : null}
      <FormError />
      <FormActions
        hint={method === "consent" ? "Leads to Slack and back." : "Slack is asked whose token it is."}
      >
        <SubmitButton>{method === "consent" ? "Connect Slack" : "Connect"}</SubmitButton>
        <CancelButton href={base} />
      </FormActions>
    </Form>
  );
}
