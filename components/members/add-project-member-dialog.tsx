"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { z } from "zod";
import type { ProjectMembers } from "#components/members/project-members-page.tsx";
import { ProjectRoleField, projectRoleValue, roleChoiceOf } from "#components/members/project-role-field.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const schema = z.object({
  userId: z.string().min(1, "Choose a person."),
  role: projectRoleValue,
});

interface AddProjectMemberDialogProps {
  data: ProjectMembers;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds a member of the organization to the project. */
export function AddProjectMemberDialog({ data, open, onOpenChange }: AddProjectMemberDialogProps) {
  const membersHref = `/organizations/${data.project.organizationId}/members`;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Add a member to ${data.project.name}`}
      description="Members of the organization who are not in the project yet."
    >
      {data.candidates.length > 0 ? (
        <AddForm data={data} onOpenChange={onOpenChange} />
      ) : (
        <EmptyState
          bare
          title="Everybody in the organization is in this project"
          why="Somebody new is invited to the organization first."
          action={
            <Button asChild>
              <Link href={membersHref}>Members of the organization</Link>
            </Button>
          }
        />
      )}
    </Dialog>
  );
}

function AddForm({ data, onOpenChange }: Omit<AddProjectMemberDialogProps, "open">) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const add = useMutation(trpc.projects.addMember.mutationOptions());
  // As of the opening: after adding, the list without the added person arrives before the dialog has closed.
  const [people] = useState(data.candidates);
  const form = useZodForm({ schema, defaultValues: { userId: "", role: "member" } });
  const projectId = data.project.id;
  const items = people.map(({ id, name, email }) => ({ value: id, label: name, description: email }));
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await add.mutateAsync({ projectId, userId: values.userId, ...roleChoiceOf(values.role) });
        } catch (error) {
          return formFailureOf(error, { customRoleId: "role" });
        }
        onOpenChange(false);
        await refresh();
        const name = people.find((one) => one.id === values.userId)?.name ?? "The person";
        toastSuccess(`${name} is in ${data.project.name} now.`);
      }}
    >
      <FormField form={form} name="userId" label="Person" required>
        {({ value, onChange, ...field }) => (
          <Combobox
            {...field}
            items={items}
            value={items.find((item) => item.value === value) ?? null}
            onChange={(item) => onChange(item?.value ?? "")}
            placeholder="Choose a person"
            searchPlaceholder="Name or e-mail"
            emptyText="Nobody by this name. Invite them to the organization first."
          />
        )}
      </FormField>
      <FormField form={form} name="role" label="Role">
        {(field) => <ProjectRoleField {...field} projectId={projectId} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Add member</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
