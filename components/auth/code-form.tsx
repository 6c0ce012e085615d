"use client";

import { useState } from "react";
import { z } from "zod";
import { askToSignIn } from "#components/auth/ask-to-sign-in.ts";
import { Button } from "#components/ui/button.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { codeWrong, recoveryCodeWrong } from "#server/auth/sign-in-answers.ts";

const schema = z.object({ code: z.string().trim().min(1, "Type a code.") });

interface CodeFormProps {
  /** What was right a moment ago, and is sent again with the code. */
  credentials: { email: string; password: string };
  onEnter: () => void;
  onBack: () => void;
}

/** The second step of signing in: the code of the authenticator app, or a recovery code in the same field. */
export function CodeForm({ credentials, onEnter, onBack }: CodeFormProps) {
  const [recovery, setRecovery] = useState(false);
  const form = useZodForm({ schema, defaultValues: { code: "" } });
  const swap = (
    <Button
      variant="link"
      size="sm"
      onClick={() => {
        form.reset();
        setRecovery(!recovery);
      }}
    >
      {recovery ? "Use the app" : "Use a recovery code"}
    </Button>
  );
  return (
    <Form
      form={form}
      onSubmit={async ({ code }) => {
        const refusal = await askToSignIn({ ...credentials, code });
        if (refusal === null) {
          onEnter();
          return;
        }
        form.setValue("code", "");
        if (refusal !== codeWrong) return { formError: refusal };
        return { fieldErrors: { code: recovery ? recoveryCodeWrong : codeWrong } };
      }}
    >
      <p className="text-muted">
        Signing in as <span className="break-words text-ink">{credentials.email}</span>. One more step.
      </p>
      <FormField
        key={recovery ? "recovery" : "app"}
        form={form}
        name="code"
        label={recovery ? "Recovery code" : "Code"}
        help={
          recovery
            ? "One of those you kept. Each works once."
            : "The six digits that your authenticator app shows."
        }
        aside={swap}
      >
        {(field) => (
          <Input
            {...field}
            mono
            inputMode={recovery ? "text" : "numeric"}
            autoComplete={recovery ? "off" : "one-time-code"}
            spellCheck={false}
            autoCapitalize="none"
            autoFocus
          />
        )}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Sign in</SubmitButton>
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
      </FormActions>
    </Form>
  );
}
