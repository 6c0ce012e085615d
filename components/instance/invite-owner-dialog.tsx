"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useState } from "react";
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
import { Select } from "#components/ui/select.tsx";
import { emailSchema } from "#server/users/person-fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type Issued = inferRouterOutputs<AppRouter>["instanceOrganizations"]["inviteOwner"];
type Organization = { id: string; name: string };

const schema = z.object({
  email: emailSchema,
  days: z.enum(expiryChoices),
});

/** Invites the first owner of an organization that has none yet; an earlier link for the same address is replaced. */
export function InviteOwnerDialog({ organization }: { organization: Organization }) {
  return (
    <Dialog
      trigger={
        <Button size="sm" aria-label={`Invite the owner of ${organization.name}`}>
          Invite owner
        </Button>
      }
      title={`Invite the owner of ${organization.name}`}
      description="Nobody administers this organization yet."
    >
      <Inviting organization={organization} />
    </Dialog>
  );
}

function Inviting({ organization }: { organization: Organization }) {
  const refresh = useRefresh();
  const invite = useMutation(useTRPC().instanceOrganizations.inviteOwner.mutationOptions());
  const [issued, setIssued] = useState<Issued>();
  const form = useZodForm({ schema, defaultValues: { email: "", days: defaultExpiry } });
  if (issued) {
    return (
      <LinkOnce link={issued.link} expiresAt={issued.expiresAt}>
        Only {issued.email} can join with it, as the owner.
      </LinkOnce>
    );
  }
  return (
    <Form
      form={form}
      onSubmit={async ({ email, days }) => {
        try {
          const input = { organizationId: organization.id, email, days: daysOf(days) };
          setIssued(await invite.mutateAsync(input));
        } catch (error) {
          return formFailureOf(error);
        }
        await refresh();
      }}
    >
      <FormField form={form} name="email" label="E-mail address" required>
        {(field) => <Input {...field} type="email" autoComplete="off" />}
      </FormField>
      <FormField form={form} name="days" label="The link works for">
        {(field) => <Select {...field} options={expiryOptions} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Make the link</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
