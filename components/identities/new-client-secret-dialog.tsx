"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { ShownOnce } from "#components/identities/shown-once.tsx";
import type { Identity, IdentityPlace } from "#components/identities/types.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";

const expiries = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never", description: "Until somebody revokes it" },
];
const schema = z.object({
  description: z.string().trim().max(200, "Use at most 200 characters."),
  expires: z.string(),
  usesMax: z
    .string()
    .trim()
    .regex(/^([1-9]\d{0,8})?$/, "Write a whole number, such as 1, or leave it empty for no limit."),
});

interface NewClientSecretDialogProps {
  place: IdentityPlace;
  identity: Identity;
  open: boolean;
  onClose: () => void;
}

/** Makes a client secret and shows it, once. Mounted anew for each, so that it begins with the form. */
export function NewClientSecretDialog({ place, identity, open, onClose }: NewClientSecretDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      size={secret === null ? "md" : "lg"}
      title={secret === null ? "New client secret" : "Copy the client secret now"}
      description={
        secret === null
          ? `For ${identity.name}. It is shown once, when it is made.`
          : "Bellwire keeps only its hash: it cannot be shown again."
      }
    >
      {secret === null ? (
        <SecretForm place={place} onMade={setSecret} />
      ) : (
        <ShownOnce identity={identity} secret={secret} onDone={onClose} />
      )}
    </Dialog>
  );
}

function SecretForm({ place, onMade }: { place: IdentityPlace; onMade: (secret: string) => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const create = useMutation(trpc.identities.createClientSecret.mutationOptions());
  const form = useZodForm({ schema, defaultValues: { description: "", expires: "365", usesMax: "" } });
  return (
    <Form
      form={form}
      onSubmit={async ({ description, expires, usesMax }) => {
        try {
          const { clientSecret } = await create.mutateAsync({
            ...place,
            description,
            expiresAt: expires === "never" ? null : new Date(Date.now() + Number(expires) * 86_400_000),
            usesMax: usesMax === "" ? null : Number(usesMax),
          });
          onMade(clientSecret);
        } catch (error) {
          return formFailureOf(error, { expiresAt: "expires" });
        }
        await refresh();
        return undefined;
      }}
    >
      <FormField
        form={form}
        name="description"
        label="Description"
        help="Where it is kept, such as the CI settings of the payments repository."
        optional
      >
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField
        form={form}
        name="expires"
        label="Expires"
        help="The list of identities points it out two weeks before."
      >
        {(field) => <Select {...field} options={expiries} />}
      </FormField>
      <FormField
        form={form}
        name="usesMax"
        label="Logins"
        help="How many logins it is good for. Empty means no limit."
        optional
      >
        {(field) => <Input {...field} inputMode="numeric" autoComplete="off" className="max-w-32" />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Make secret</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
