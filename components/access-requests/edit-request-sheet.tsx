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
import { formFailureOf, refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import {
  Form,
  FormActions,
  FormError,
  FormField,
  type FormFailure,
  SubmitButton,
  useZodForm,
} from "#components/ui/form.tsx";
import { Sheet, useUnsavedChanges } from "#components/ui/sheet.tsx";
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

const valuesOf = (request: RequestDetail): RequestFormIn => ({
  environment: request.environment,
  secretPath: request.secretPath,
  permissions: request.permissions,
  ...durationFields(request.durationSeconds),
  note: request.note,
  editorNote: "",
});

function EditForm({ projectId, request, options, onDone }: EditFormProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const update = useMutation(trpc.accessRequests.update.mutationOptions());
  // What stood here when the form was filled: an edit by somebody else meanwhile is told, never overwritten.
  const [revision, setRevision] = useState(request.revision);
  const form = useZodForm<RequestFormIn, RequestFormOut>({
    schema: requestFormSchema,
    defaultValues: valuesOf(request),
  });
  const { isDirty, dirtyFields } = form.formState;
  useUnsavedChanges(isDirty);
  const load = () => {
    const { note, editorNote } = form.getValues();
    form.reset(valuesOf(request));
    // What one wrote oneself is kept; nobody else can have written it.
    if (dirtyFields.note) form.setValue("note", note, { shouldDirty: true });
    if (editorNote) form.setValue("editorNote", editorNote, { shouldDirty: true });
    setRevision(request.revision);
  };
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
      if (refusalOf(error).code !== "conflict") return formFailureOf(error, fieldNames);
      const key = trpc.accessRequests.get.queryKey({ projectId, requestId: request.id });
      await client.invalidateQueries({ queryKey: key });
      const now = client.getQueryData(key);
      // Below it is told with the way on.
      return now && now.revision !== revision ? undefined : formFailureOf(error, fieldNames);
    }
    // Closed first, so that one's own edit is not told as somebody else's.
    onDone();
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    toastSuccess("Request edited. Approvals start again.");
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
      {request.revision === revision ? null : (
        <Callout
          tone="warning"
          live
          title="The request was edited meanwhile"
          action={<Button onClick={load}>Load what it asks for now</Button>}
        >
          What stands above is older, so it cannot be saved. Your notes are kept when you load.
        </Callout>
      )}
      <FormActions>
        <SubmitButton disabled={request.revision !== revision}>Save changes</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Close</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
