"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import {
  durationOf,
  fieldNames,
  requestFormSchema,
  type RequestFormIn,
  type RequestFormOut,
} from "#components/access-requests/request-form.ts";
import { RequestFields } from "#components/access-requests/request-fields.tsx";
import type { RequestOptions } from "#components/access-requests/types.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import {
  CancelButton,
  Form,
  FormActions,
  FormError,
  FormField,
  type FormFailure,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import { NOTE_LENGTH } from "#server/access-requests/fields.ts";

interface NewRequestProps {
  projectId: string;
  /** What the form begins with, from the URL. */
  environment: string;
  secretPath: string;
}

/** Asks for access: what, for how long, and why. */
export function NewRequestPage(props: NewRequestProps) {
  const trpc = useTRPC();
  const { projectId } = props;
  const options = useQuery(trpc.accessRequests.options.queryOptions({ projectId }));
  return (
    <Page>
      <PageHeader
        title="Request access"
        purpose="Ask for permissions on a protected path. The approvers of its policy decide."
        back={{ label: "Access requests", href: `/projects/${projectId}/access-requests` }}
      />
      {options.data ? (
        <NewRequestForm {...props} options={options.data} />
      ) : options.isError ? (
        <LoadFailure error={options.error} onRetry={() => options.refetch()} pending={options.isFetching} />
      ) : (
        <FormSkeleton fields={5} />
      )}
    </Page>
  );
}

function NewRequestForm(props: NewRequestProps & { options: RequestOptions }) {
  const { projectId, options, environment, secretPath } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const create = useMutation(trpc.accessRequests.create.mutationOptions());
  const form = useZodForm<RequestFormIn, RequestFormOut>({
    schema: requestFormSchema,
    defaultValues: {
      environment: options.environments.includes(environment) ? environment : "",
      secretPath,
      permissions: ["read"],
      access: "temporary",
      amount: "4",
      unit: "hours",
      note: "",
      editorNote: "",
    },
  });
  const submit = async (values: RequestFormOut): Promise<FormFailure | undefined> => {
    const { environment, secretPath, permissions, note } = values;
    const asked = { environment, secretPath, permissions, note, durationSeconds: durationOf(values) };
    try {
      const { id } = await create.mutateAsync({ projectId, ...asked });
      await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey(), refetchType: "none" });
      toastSuccess("Access requested. The approvers are told.");
      router.push(`/projects/${projectId}/access-requests/${id}`);
      return undefined;
    } catch (error) {
      return formFailureOf(error, fieldNames);
    }
  };
  return (
    <Form form={form} onSubmit={submit} className="max-w-xl">
      <RequestFields form={form} options={options} requesterId={options.me} projectId={projectId} />
      <FormField
        form={form}
        name="note"
        label="Note"
        optional
        help={`Why you need it, for the approvers. At most ${NOTE_LENGTH.toLocaleString("en")} characters.`}
      >
        {(field) => <Textarea {...field} />}
      </FormField>
      <FormError />
      <FormActions hint="The approvers decide; access starts with the last approval needed.">
        <SubmitButton>Request access</SubmitButton>
        <CancelButton href={`/projects/${projectId}/access-requests`} />
      </FormActions>
    </Form>
  );
}
