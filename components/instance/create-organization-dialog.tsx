"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { daysOf, defaultExpiry, expiryChoices, expiryOptions } from "#components/invitations/expiry.ts";
import { LinkOnce } from "#components/invitations/link-once.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import { type Plan, plans, planWords } from "#server/authz/entitlements.ts";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";
import { emailSchema } from "#server/users/person-fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type Invitation = NonNullable<inferRouterOutputs<AppRouter>["instanceOrganizations"]["create"]["invitation"]>;

const schema = z
  .object({
    name: organizationNameSchema,
    plan: z.enum(plans),
    owner: z.enum(["invited", "self"]),
    email: z.string(),
    days: z.enum(expiryChoices),
  })
  .superRefine((values, check) => {
    if (values.owner === "self") return;
    const problem = emailSchema.safeParse(values.email).error?.issues[0]?.message;
    if (problem) check.addIssue({ code: "custom", path: ["email"], message: problem });
  });

const owners = [
  { value: "invited", label: "Somebody I invite", description: "They join by a link as its first owner." },
  { value: "self", label: "Myself", description: "You own it and can invite others." },
];

interface CreateOrganizationDialogProps {
  defaultPlan: Plan;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes an organization, owned by oneself or by somebody who is invited. */
export function CreateOrganizationDialog({ defaultPlan, open, onOpenChange }: CreateOrganizationDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New organization"
      description="Owns projects and Slack workspaces of its own; nobody else sees into it."
    >
      <Creating defaultPlan={defaultPlan} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Creating({ defaultPlan, onDone }: { defaultPlan: Plan; onDone: () => void }) {
  const refresh = useRefresh();
  const create = useMutation(useTRPC().instanceOrganizations.create.mutationOptions());
  const [invitation, setInvitation] = useState<Invitation>();
  const form = useZodForm({
    schema,
    defaultValues: { name: "", plan: defaultPlan, owner: "invited", email: "", days: defaultExpiry },
  });
  const owner = useWatch({ control: form.control, name: "owner" });
  if (invitation) {
    return (
      <LinkOnce link={invitation.link} expiresAt={invitation.expiresAt}>
        Only {invitation.email} can join with it, as the owner.
      </LinkOnce>
    );
  }
  return (
    <Form
      form={form}
      onSubmit={async ({ name, plan, owner: chosen, email: address, days }) => {
        try {
          const invited = chosen === "invited" ? { email: address, days: daysOf(days) } : undefined;
          const made = await create.mutateAsync({ name, plan, owner: invited });
          if (made.invitation) setInvitation(made.invitation);
          else onDone();
        } catch (error) {
          return formFailureOf(error, { "owner.email": "email" });
        }
        await refresh();
        toastSuccess(`${name} is made.`);
      }}
    >
      <FormField form={form} name="name" label="Name" required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField form={form} name="plan" label="Plan">
        {(field) => (
          <Select {...field} options={plans.map((plan) => ({ value: plan, label: planWords[plan] }))} />
        )}
      </FormField>
      <FormField form={form} name="owner" label="Owner" group>
        {(field) => <RadioGroup {...field} options={owners} />}
      </FormField>
      {owner === "invited" ? (
        <>
          <FormField form={form} name="email" label="E-mail address of the owner" required>
            {(field) => <Input {...field} type="email" autoComplete="off" />}
          </FormField>
          <FormField form={form} name="days" label="The link works for">
            {(field) => <Select {...field} options={expiryOptions} />}
          </FormField>
        </>
      ) : null}
      <FormError />
      <FormActions>
        <SubmitButton>Make organization</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
