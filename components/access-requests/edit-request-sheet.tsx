"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  durationFields,
  durationOf,
  fieldNames,
  requestFormSchema,
  type RequestFormIn,
  type RequestFormOut,
} from "#components/access-requests/request-form.ts";
import { RequestFields } from "#components/access-requests/request-fields.tsx";
import type { RequestDetail, RequestOptions } from "#components/access-requests/types.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Form,
  FormActions,
  FormError,
  FormField,
  type FormFailure,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface EditRequestProps {
  projectId: string;
  request: RequestDetail;
}

/** The button that opens the form for editing a pending request. */
export function EditRequest({ projectId, request }: EditRequestProps) {
  const [open, setOpen] = useState(false);
  const trpc = useTRPC();
  const options = useQuery(trpc.accessRequests.options.queryOptions({ projectId }, { enabled: open }));
  return (
    <Sheet
      trigger={<Button>Edit</Button>}
      open={open}
      onOpenChange={setOpen}
      title="Edit this request"
      description="Approvals start again with what you save, and the approvers are told."
    >
      {options.data ? (
        <EditForm
          projectId={projectId}
          request={request}
          options={options.data}
          onDone={() => setOpen(false)}
        />
      ) : options.isError ? (
        <LoadFailure error={options.error} onRetry={() => options.refetch()} pending={options.isFetching} />
      ) : (
        <FormSkeleton fields={5} />
      )}
    </Sheet>
  );
}

interface EditFormProps extends EditRequestProps {
  options: RequestOptions;
  onDone: () => void;
}

function EditForm({ projectId, request, options, onDone }: EditFormProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const update = useMutation(trpc.accessRequests.update.mutationOptions());
  // What stood here when the form was opened: an edit by somebody else meanwhile is told, never overwritten.
  const [{ revision }] = useState(request);
  const form = useZodForm<RequestFormIn, RequestFormOut>({
    schema: requestFormSchema,
    defaultValues: {
      environment: request.environment,
      secretPath: request.secretPath,
      permissions: request.permissions,
      ...durationFields(request.durationSeconds),
      note: request.note,
      editorNote: "",
    },
  });
  const submit = async (values: RequestFormOut): Promise<FormFailure | undefined> => {
    const { environment, secretPath, permissions, note, editorNote } = values;
    const asked = { environment, secretPath, permissions, durationSeconds: durationOf(values), editorNote };
    try {
      await update.mutateAsync({
        projectId,
        requestId: request.id,
        revision,
        ...asked,
        ...(request.isMine ? { note } : {}),
      });
    } catch (error) {
      return formFailureOf(error, fieldNames);
    }
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    toastSuccess("Request edited. Approvals start again.");
    onDone();
    return undefined;
  };
  return (
    <Form form={form} onSubmit={submit}>
      <RequestFields form={form} options={options} requesterId={request.requesterId} />
      {request.isMine ? (
        <FormField form={form} name="note" label="Note" optional help="Why you need it.">
          {(field) => <Textarea {...field} />}
        </FormField>
      ) : null}
      <FormField
        form={form}
        name="editorNote"
        label="Editor's note"
        optional
        help="What you changed and why, for the requester and the approvers."
      >
        {(field) => <Textarea {...field} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Save changes</SubmitButton>
        <Button variant="ghost" onClick={onDone}>
          Close
        </Button>
      </FormActions>
    </Form>
  );
}
