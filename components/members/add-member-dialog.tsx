"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { generatePassword } from "#components/members/generate-password.ts";
import { organizationRoleOptions } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const schema = z
  .object({
    kind: z.enum(["existing", "new"]),
    email: z.email("Type an e-mail address such as ada@example.com."),
    role: z.enum(["owner", "admin", "member"]),
    name: z.string().trim().max(100),
    password: z.string().max(200),
  })
  .superRefine((values, check) => {
    if (values.kind === "existing") return;
    if (values.name === "")
      check.addIssue({ code: "custom", path: ["name"], message: "Type the person's name." });
    if (values.password.length < 12) {
      check.addIssue({ code: "custom", path: ["password"], message: "Use at least 12 characters." });
    }
  });

interface AddMemberDialogProps {
  organizationId: string;
  mayAddOwners: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds somebody with an account by e-mail, or makes an account for somebody new. */
export function AddMemberDialog(props: AddMemberDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Add a member"
      description="They see the organization at their next page; projects are added to them there."
    >
      <AddMemberForm {...props} />
    </Dialog>
  );
}

function AddMemberForm({ organizationId, mayAddOwners, onOpenChange }: AddMemberDialogProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const add = useMutation(trpc.members.add.mutationOptions());
  const [generated, setGenerated] = useState<string | null>(null);
  const form = useZodForm({
    schema,
    defaultValues: { kind: "existing", email: "", role: "member", name: "", password: "" },
  });
  const [kind, password] = useWatch({ control: form.control, name: ["kind", "password"] });
  return (
    <Form
      form={form}
      onSubmit={async ({ kind: chosen, email, role, name, password: first }) => {
        try {
          const person = chosen === "new" ? { name, password: first } : undefined;
          const added = await add.mutateAsync({ organizationId, email, role, person });
          await refresh();
          onOpenChange(false);
          toastSuccess(
            `${added.name} is a member now.`,
            added.created
              ? { description: "Hand over the first password yourself; no message is sent." }
              : undefined,
          );
        } catch (error) {
          return formFailureOf(error, { "person.name": "name", "person.password": "password" });
        }
      }}
    >
      <FormField form={form} name="kind" label="Who" group>
        {(field) => (
          <RadioGroup
            {...field}
            options={[
              {
                value: "existing",
                label: "Somebody with an account",
                description: "Known to this Bellwire.",
              },
              { value: "new", label: "New person", description: "An account is made for them." },
            ]}
          />
        )}
      </FormField>
      <FormField form={form} name="email" label="E-mail address" required>
        {(field) => <Input {...field} type="email" autoComplete="off" />}
      </FormField>
      {kind === "new" ? (
        <>
          <FormField form={form} name="name" label="Name" required>
            {(field) => <Input {...field} autoComplete="off" />}
          </FormField>
          <FormField
            form={form}
            name="password"
            label="First password"
            help="At least 12 characters. Hand it over yourself; it is not shown again and no message is sent."
            required
            aside={
              <span className="flex items-center gap-2">
                {generated !== null && generated === password ? (
                  <CopyButton value={generated} label="Copy password" />
                ) : null}
                <Button
                  variant="link"
                  size="sm"
                  onClick={() => {
                    const made = generatePassword();
                    setGenerated(made);
                    form.setValue("password", made, { shouldValidate: true });
                  }}
                >
                  Make one
                </Button>
              </span>
            }
          >
            {(field) => <Input {...field} mono autoComplete="off" spellCheck={false} />}
          </FormField>
        </>
      ) : null}
      <FormField form={form} name="role" label="Role">
        {(field) => (
          <Select
            {...field}
            options={organizationRoleOptions.filter((one) => mayAddOwners || one.value !== "owner")}
          />
        )}
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
