"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { ProjectRoleField, projectRoleValue, roleChoiceOf } from "#components/members/project-role-field.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const schema = z.object({
  projectId: z.string().min(1, "Choose a project."),
  role: projectRoleValue,
});

interface AddToProjectDialogProps {
  identity: { id: string; name: string };
  projects: readonly { id: string; name: string }[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds an identity to one of the organization's projects. */
export function AddToProjectDialog({ identity, projects, open, onOpenChange }: AddToProjectDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Add ${identity.name} to a project`}>
      <AddForm identity={identity} projects={projects} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

type AddFormProps = Pick<AddToProjectDialogProps, "identity" | "projects"> & { onDone: () => void };

function AddForm({ identity, projects, onDone }: AddFormProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const add = useMutation(trpc.identities.addToProject.mutationOptions());
  // As of the opening: after adding, the list without the project arrives before the dialog has closed.
  const [items] = useState(() => projects.map(({ id, name }) => ({ value: id, label: name })));
  const form = useZodForm({ schema, defaultValues: { projectId: "", role: "member" } });
  const projectId = form.watch("projectId");
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await add.mutateAsync({
            projectId: values.projectId,
            identityId: identity.id,
            ...roleChoiceOf(values.role),
          });
        } catch (error) {
          return formFailureOf(error, { customRoleId: "role" });
        }
        onDone();
        await refresh();
        const name = items.find((one) => one.value === values.projectId)?.label ?? "the project";
        toastSuccess(`${identity.name} is in ${name} now.`);
        return undefined;
      }}
    >
      <FormField form={form} name="projectId" label="Project" required>
        {({ value, onChange, ...field }) => (
          <Combobox
            {...field}
            items={items}
            value={items.find((item) => item.value === value) ?? null}
            onChange={(item) => {
              onChange(item?.value ?? "");
              form.setValue("role", "member");
            }}
            placeholder="Choose a project"
            searchPlaceholder="Name"
            emptyText="No project of this name."
          />
        )}
      </FormField>
      {projectId === "" ? null : (
        <FormField form={form} name="role" label="Role" required>
          {(field) => <ProjectRoleField key={projectId} projectId={projectId} {...field} />}
        </FormField>
      )}
      <FormError />
      <FormActions>
        <SubmitButton>Add to project</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
