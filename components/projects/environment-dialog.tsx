"use client";

import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const schema = z.object({
  name: z.string().trim().min(1, "Name the environment.").max(60, "Use at most 60 characters."),
  slug: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "Use 1 to 40 lowercase letters, digits and hyphens, such as qa-eu."),
});

type Editing = { id: string; name: string; slug: string } | "new" | null;

interface EnvironmentDialogProps {
  projectId: string;
  /** The environment to rename, or `new`; null while closed. */
  editing: Editing;
  onClose: () => void;
}

/** Adds an environment, or renames one. */
export function EnvironmentDialog({ projectId, editing, onClose }: EnvironmentDialogProps) {
  const isNew = editing === "new";
  return (
    <Dialog
      open={editing !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={isNew ? "Add an environment" : "Rename the environment"}
      size="sm"
    >
      {editing === null ? null : (
        <EnvironmentForm projectId={projectId} editing={editing} onClose={onClose} />
      )}
    </Dialog>
  );
}

function EnvironmentForm(props: EnvironmentDialogProps & { editing: NonNullable<Editing> }) {
  const { projectId, editing, onClose } = props;
  const trpc = useTRPC();
  const refresh = useRefresh();
  const add = useMutation(trpc.environments.add.mutationOptions());
  const rename = useMutation(trpc.environments.rename.mutationOptions());
  const isNew = editing === "new";
  const { name, slug } = isNew ? { name: "", slug: "" } : editing;
  const form = useZodForm({ schema, defaultValues: { name, slug } });
  const suggestSlug = () => {
    if (isNew && form.getValues("slug") === "") form.setValue("slug", slugOf(form.getValues("name")));
  };
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          if (isNew) await add.mutateAsync({ projectId, ...values });
          else await rename.mutateAsync({ projectId, environmentId: editing.id, name: values.name });
        } catch (error) {
          return formFailureOf(error);
        }
        await refresh();
        onClose();
        toastSuccess(isNew ? `${values.name} is added.` : `The environment is called ${values.name} now.`);
      }}
    >
      <FormField
        form={form}
        name="name"
        label="Name"
        help="What people read, such as Quality assurance."
        required
      >
        {({ onBlur, ...field }) => (
          <Input
            {...field}
            autoComplete="off"
            onBlur={() => {
              onBlur();
              suggestSlug();
            }}
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="slug"
        label="Slug"
        help={
          isNew
            ? "Lowercase letters, digits and hyphens. It cannot be changed later."
            : "Stays as it is: filters and programs hold on to it."
        }
        required={isNew}
      >
        {(field) => <Input {...field} mono autoComplete="off" spellCheck={false} readOnly={!isNew} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>{isNew ? "Add environment" : "Rename"}</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}

/** A slug that a name suggests: `Quality assurance` becomes `quality-assurance`. */
function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
}
