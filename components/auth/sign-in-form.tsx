"use client";

import { signIn } from "next-auth/react";
import { z } from "zod";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";

const schema = z.object({
  email: z.string().min(1, "Type your e-mail address."),
  password: z.string().min(1, "Type your password."),
});

/** E-mail and password; goes on to `nextPath`. */
export function SignInForm({ nextPath }: { nextPath: string }) {
  const form = useZodForm({ schema, defaultValues: { email: "", password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const result = await signIn("credentials", { ...values, redirect: false });
        if (result?.ok) {
          window.location.assign(nextPath);
          return;
        }
        const known = result?.error && result.error !== "CredentialsSignin" ? result.error : null;
        return { formError: known ?? "Signing in failed. Check your connection and try again." };
      }}
    >
      <FormField form={form} name="email" label="E-mail">
        {(field) => <Input {...field} type="email" autoComplete="username" autoFocus />}
      </FormField>
      <FormField form={form} name="password" label="Password">
        {(field) => <Input {...field} type="password" autoComplete="current-password" />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Sign in</SubmitButton>
      </FormActions>
    </Form>
  );
}
