"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface CredentialsFormProps {
  /** What is saved; null before the first time. */
  app: { clientId: string; hasSigningSecret: boolean } | null;
}

const kept = "•••••••• stored";

/** Client ID, Client Secret and Signing Secret; Slack's verdict stands at the field. */
export function CredentialsForm({ app }: CredentialsFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(trpc.slackApp.save.mutationOptions());
  const form = useZodForm({
    schema: z.object({
      clientId: z.string().trim().min(1, "Enter the Client ID of your Slack app."),
      clientSecret: app ? z.string() : z.string().trim().min(1, "Enter the Client Secret of your Slack app."),
      signingSecret: z.string(),
      removeSigningSecret: z.boolean(),
    }),
    defaultValues: {
      clientId: app?.clientId ?? "",
      clientSecret: "",
      signingSecret: "",
      removeSigningSecret: false,
    },
  });
  const secretProps = { type: "password", autoComplete: "off", spellCheck: false, mono: true } as const;
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async (values) => {
        try {
          await save.mutateAsync(values);
        } catch (error) {
          return formFailureOf(error);
        }
        form.reset({ ...values, clientSecret: "", signingSecret: "", removeSigningSecret: false });
        await queryClient.invalidateQueries(trpc.slackApp.pathFilter());
        toastSuccess("Slack app saved", { description: "Slack confirmed Client ID and Client Secret." });
        return undefined;
      }}
    >
      <FormField
        form={form}
        name="clientId"
        label="Client ID"
        help="Two numbers with a dot between, such as 1234567890.9876543210."
        required
      >
        {(field) => <Input {...field} mono autoComplete="off" spellCheck={false} />}
      </FormField>
      <FormField
        form={form}
        name="clientSecret"
        label="Client Secret"
        help={app ? "Leave empty to keep the stored one." : "Press Show beside it in Slack, then copy it."}
        required={!app}
      >
        {(field) => <Input {...field} {...secretProps} placeholder={app ? kept : undefined} />}
      </FormField>
      <FormField
        form={form}
        name="signingSecret"
        label="Signing Secret"
        help={
          app?.hasSigningSecret
            ? "Leave empty to keep the stored one."
            : "Proves that a request comes from Slack. Without it events and buttons from Slack stay off; sending messages needs none."
        }
        optional
      >
        {(field) => (
          <Input {...field} {...secretProps} placeholder={app?.hasSigningSecret ? kept : undefined} />
        )}
      </FormField>
      {app?.hasSigningSecret ? (
        <FormField form={form} name="removeSigningSecret" label="Stored Signing Secret">
          {({ value, ...field }) => <Checkbox {...field} checked={value} label="Remove it on saving" />}
        </FormField>
      ) : null}
      <FormError />
      <FormActions hint="Slack is asked whether they are right; if not, nothing is saved.">
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  );
}
