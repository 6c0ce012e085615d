"use client";

import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";

const schema = z.object({
  password: z.string().min(12, "Use at least 12 characters. A sentence is easy to remember."),
});

/** Chooses the new password; ends on the sign-in page, so that the link leaves the address bar and the history. */
export function ResetPasswordForm({ token, email }: { token: string; email: string }) {
  const trpc = useTRPC();
  const redeem = useMutation(trpc.passwordResets.redeem.mutationOptions());
  const form = useZodForm({ schema, defaultValues: { password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async ({ password }) => {
        try {
          await redeem.mutateAsync({ token, password });
          window.location.replace("/sign-in?after=reset");
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      {/* For password managers, which keep the new password under this name. */}
      <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
      <FormField
        form={form}
        name="password"
        label="New password"
        help="At least 12 characters. A sentence is easy to remember."
      >
        {(field) => <Input {...field} type="password" autoComplete="new-password" autoFocus />}
      </FormField>
      <FormError />
      <FormActions hint="You are signed out everywhere.">
        <SubmitButton>Set new password</SubmitButton>
      </FormActions>
    </Form>
  );
}
