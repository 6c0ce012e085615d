"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { daysOf, defaultExpiry, expiryChoices, expiryOptions } from "#components/invitations/expiry.ts";
import { LinkOnce } from "#components/invitations/link-once.tsx";
import { organizationRoleOptions, projectRoleOptions } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { fixedRoleSchema } from "#server/custom-roles/role-choice.ts";
import { organizationRoleSchema } from "#server/organizations/organization-fields.ts";
import { emailSchema } from "#server/users/person-fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type Issued = inferRouterOutputs<AppRouter>["invitations"]["create"];

const schema = z.object({
  email: emailSchema,
  role: organizationRoleSchema,
  projectId: z.string(),
  projectRole: fixedRoleSchema,
  days: z.enum(expiryChoices),
});

interface InviteDialogProps {
  organizationId: string;
  mayInviteOwners: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Invites somebody by e-mail address; ends with the link to hand over. */
export function InviteDialog(props: InviteDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Invite to the organization"
      description="Makes a link by which one person joins."
    >
      <Inviting organizationId={props.organizationId} mayInviteOwners={props.mayInviteOwners} />
    </Dialog>
  );
}

type InvitingProps = Pick<InviteDialogProps, "organizationId" | "mayInviteOwners">;

// Mounted anew with every opening, so that no link of an earlier one is left.
function Inviting(props: InvitingProps) {
  const [issued, setIssued] = useState<Issued>();
  if (!issued) return <InviteForm {...props} onIssued={setIssued} />;
  return (
    <LinkOnce link={issued.link} expiresAt={issued.expiresAt}>
      Only {issued.email} can join with it.
    </LinkOnce>
  );
}

const noProject = "none";

function InviteForm({
  organizationId,
  mayInviteOwners,
  onIssued,
}: InvitingProps & { onIssued: (issued: Issued) => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const create = useMutation(trpc.invitations.create.mutationOptions());
  const projects = useQuery(trpc.projects.list.queryOptions({ organizationId }));
  const form = useZodForm({
    schema,
    defaultValues: {
      email: "",
      role: "member",
      projectId: noProject,
      projectRole: "member",
      days: defaultExpiry,
    },
  });
  const [role, projectId] = useWatch({ control: form.control, name: ["role", "projectId"] });
  const offersProject = role === "member" && (projects.data ?? []).length > 0;
  const options = [
    { value: noProject, label: "No project yet" },
    ...(projects.data ?? []).map((project) => ({ value: project.id, label: project.name })),
  ];
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const joins = values.role === "member" && values.projectId !== noProject;
        try {
          const issued = await create.mutateAsync({
            organizationId,
            email: values.email,
            role: values.role,
            ...(joins ? { project: { projectId: values.projectId, role: values.projectRole } } : {}),
            days: daysOf(values.days),
          });
          onIssued(issued);
        } catch (error) {
          return formFailureOf(error, { "project.projectId": "projectId" });
        }
        await refresh();
      }}
    >
      <FormField
        form={form}
        name="email"
        label="E-mail address"
        help="An earlier invitation for this address is replaced."
        required
      >
        {(field) => <Input {...field} type="email" autoComplete="off" />}
      </FormField>
      <FormField form={form} name="role" label="Role">
        {(field) => (
          <Select
            {...field}
            options={organizationRoleOptions.filter((one) => mayInviteOwners || one.value !== "owner")}
          />
        )}
      </FormField>
      {offersProject ? (
        <FormField form={form} name="projectId" label="Project" help="Joined at once, besides.">
          {(field) => <Select {...field} options={options} />}
        </FormField>
      ) : null}
      {offersProject && projectId !== noProject ? (
        <FormField form={form} name="projectRole" label="Role in the project">
          {(field) => <Select {...field} options={projectRoleOptions} />}
        </FormField>
      ) : null}
      <FormField form={form} name="days" label="The link works for">
        {(field) => <Select {...field} options={expiryOptions} />}
      </FormField>
      <FormError />
      <FormActions hint="Bellwire sends no mail; you hand the link over.">
        <SubmitButton>Make the link</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
