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
import { Select } from "#components/ui/select.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Issued = inferRouterOutputs<AppRouter>["invitations"]["renew"];
type Renewed = { id: string; email: string };

const schema = z.object({ days: z.enum(expiryChoices) });

interface RenewDialogProps {
  organizationId: string;
  /** Open while there is one. */
  invitation: Renewed | undefined;
  onClose: () => void;
}

/** Makes a new link for an invitation, and shows it once. */
export function RenewDialog({ organizationId, invitation, onClose }: RenewDialogProps) {
  return (
    <Dialog
      open={invitation !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Make a new link"
      description={invitation ? `For ${invitation.email}. The link before it stops working.` : undefined}
    >
      {invitation ? (
        <Renewing key={invitation.id} organizationId={organizationId} invitation={invitation} />
      ) : null}
    </Dialog>
  );
}

function Renewing({ organizationId, invitation }: { organizationId: string; invitation: Renewed }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const renew = useMutation(trpc.invitations.renew.mutationOptions());
  const [issued, setIssued] = useState<Issued>();
  const form = useZodForm({ schema, defaultValues: { days: defaultExpiry } });
  if (issued) {
    return (
      <LinkOnce link={issued.link} expiresAt={issued.expiresAt}>
        Only {issued.email} can join with it.
      </LinkOnce>
    );
  }
  return (
    <Form
      form={form}
      onSubmit={async ({ days }) => {
        try {
          const input = { organizationId, invitationId: invitation.id, days: daysOf(days) };
          setIssued(await renew.mutateAsync(input));
        } catch (error) {
          return formFailureOf(error);
        }
        await refresh();
      }}
    >
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
