"use client";

import { type ReactNode, useState } from "react";
import { z } from "zod";
import { askToSignIn } from "#components/auth/ask-to-sign-in.ts";
import { CodeForm } from "#components/auth/code-form.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { codeNeeded } from "#server/auth/sign-in-answers.ts";

const schema = z.object({
  email: z.string().min(1, "Type your e-mail address."),
  password: z.string().min(1, "Type your password."),
});
type Credentials = z.infer<typeof schema>;

interface SignInFormProps {
  nextPath: string;
  /** What stands above the first step: another way in, or why the last try did not work. */
  above: ReactNode;
}

/** E-mail and password, then a code where the account asks for one; goes on to `nextPath`. */
export function SignInForm({ nextPath, above }: SignInFormProps) {
  const [asked, setAsked] = useState<Credentials | null>(null);
  const enter = () => window.location.assign(nextPath);
  if (asked) return <CodeForm credentials={asked} onEnter={enter} onBack={() => setAsked(null)} />;
  return (
    <>
      {above}
      <PasswordForm onEnter={enter} onCodeNeeded={setAsked} />
    </>
  );
}

interface PasswordFormProps {
  onEnter: () => void;
  onCodeNeeded: (credentials: Credentials) => void;
}

function PasswordForm({ onEnter, onCodeNeeded }: PasswordFormProps) {
  const form = useZodForm({ schema, defaultValues: { email: "", password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const refusal = await askToSignIn(values);
        if (refusal !== null && refusal !== codeNeeded) return { formError: refusal };
        if (refusal === null) onEnter();
        else onCodeNeeded(values);
        return;
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
