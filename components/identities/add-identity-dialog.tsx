"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { z } from "zod";
import type { ProjectIdentities } from "#components/identities/types.ts";
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
  identityId: z.string().min(1, "Choose a machine identity."),
  role: projectRoleValue,
});

interface AddIdentityDialogProps {
  data: ProjectIdentities;
  /** The organization's identities; null for those who may not see them. */
  identitiesHref: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds an identity of the organization to the project. */
export function AddIdentityDialog(props: AddIdentityDialogProps) {
  const { data, identitiesHref, open, onOpenChange } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Add a machine identity to ${data.project.name}`}
      description="Those of the organization that are not in the project yet."
    >
      {data.candidates.length > 0 ? (
        <AddForm data={data} onDone={() => onOpenChange(false)} />
      ) : (
        <EmptyState
          bare
          title="The organization has no other machine identity"
          why={
            identitiesHref
              ? "A new one is made in the organization first."
              : "An owner or admin of the organization can make a new one."
          }
          action={
            identitiesHref ? (
              <Button asChild>
                <Link href={identitiesHref}>Machine identities of the organization</Link>
              </Button>
            ) : undefined
          }
        />
      )}
    </Dialog>
  );
}

function AddForm({ data, onDone }: { data: ProjectIdentities; onDone: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const add = useMutation(trpc.identities.addToProject.mutationOptions());
  const projectId = data.project.id;
  // As of the opening: after adding, the list without the identity arrives before the dialog has closed.
  const [items] = useState(() =>
    data.candidates.map(({ id, name, enabled }) => ({
      value: id,
      label: name,
      ...(enabled ? {} : { description: "Switched off" }),
    })),
  );
  const form = useZodForm({ schema, defaultValues: { identityId: "", role: "" } });
  return (
    <Form
      form={form}
      onSubmit={async ({ identityId, role }) => {
        try {
          await add.mutateAsync({ projectId, identityId, ...roleChoiceOf(role) });
        } catch (error) {
          return formFailureOf(error, { customRoleId: "role" });
        }
        onDone();
        await refresh();
        const name = items.find((one) => one.value === identityId)?.label ?? "The identity";
        toastSuccess(`${name} is in ${data.project.name} now.`);
        return undefined;
      }}
    >
      <FormField form={form} name="identityId" label="Machine identity" required>
        {({ value, onChange, ...field }) => (
          <Combobox
            {...field}
            items={items}
            value={items.find((item) => item.value === value) ?? null}
            onChange={(item) => onChange(item?.value ?? "")}
            placeholder="Choose an identity"
            searchPlaceholder="Name"
            emptyText="No identity of this name."
          />
        )}
      </FormField>
      <FormField form={form} name="role" label="Role" required>
        {(field) => <ProjectRoleField projectId={projectId} {...field} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Add identity</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
