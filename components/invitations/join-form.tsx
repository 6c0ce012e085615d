"use client";

import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { z } from "zod";
import { placeOf } from "#components/invitations/place-of.ts";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { personNameSchema } from "#server/users/person-fields.ts";

const schema = z.object({
  name: personNameSchema,
  password: z.string().min(12, "Use at least 12 characters. A sentence is easy to remember."),
});

/** Makes the account that an invitation is for; ends signed in. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const trpc = useTRPC();
  const join = useMutation(trpc.invitations.join.mutationOptions());
  const form = useZodForm({ schema, defaultValues: { name: "", password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          const joined = await join.mutateAsync({ token, ...values });
          const { password } = values;
          const session = await signIn("credentials", { email, password, redirect: false });
          const next = placeOf(joined);
          window.location.assign(session?.ok ? next : `/sign-in?next=${encodeURIComponent(next)}`);
          // Stays busy until the next page is there.
          await new Promise<never>(() => {});
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      <Field label="E-mail" help="Your account is made for this address.">
        <Input type="email" value={email} readOnly autoComplete="username" />
      </Field>
      <FormField form={form} name="name" label="Your name">
        {(field) => <Input {...field} autoComplete="name" autoFocus />}
      </FormField>
      <FormField form={form} name="password" label="Password" help="At least 12 characters.">
        {(field) => <Input {...field} type="password" autoComplete="new-password" />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Make account and join</SubmitButton>
      </FormActions>
    </Form>
  );
}
