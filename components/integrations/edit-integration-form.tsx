"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const fields = z.object({
  alias: z.string().trim().min(1, "Give the integration an alias, such as acme-slack."),
  description: z.string(),
});

interface EditIntegrationFormProps {
  organizationId: string;
  integration: { id: string; alias: string; description: string };
}

/** Renames an integration and describes it anew. */
export function EditIntegrationForm({ organizationId, integration }: EditIntegrationFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(trpc.integrations.update.mutationOptions());
  const { id: integrationId, alias, description } = integration;
  const form = useZodForm({ schema: fields, defaultValues: { alias, description } });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async (values) => {
        try {
          await update.mutateAsync({ organizationId, integrationId, ...values });
        } catch (error) {
          return formFailureOf(error);
        }
        await queryClient.invalidateQueries(trpc.integrations.pathFilter());
        toastSuccess("Integration saved");
        return undefined;
      }}
    >
      <FormField form={form} name="alias" label="Alias" required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField form={form} name="description" label="Description" optional>
        {(field) => <Textarea {...field} rows={2} />}
      </FormField>
      <FormError />
      <FormActions hint="Projects that use it show the new alias at once.">
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  );
}
