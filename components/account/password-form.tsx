"use client";

import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const password = z.string().min(12, "Use at least 12 characters. A sentence is easy to remember.");
const change = z.object({ current: z.string().min(1, "Type your current password."), password });
const first = z.object({ current: z.string(), password });

/** Changes the password, or sets the first one. */
export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const save = useMutation(trpc.account.changePassword.mutationOptions());
  const form = useZodForm({
    schema: hasPassword ? change : first,
    defaultValues: { current: "", password: "" },
  });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async ({ current, password: next }) => {
        try {
          const { sessionsEnded } = await save.mutateAsync({
            ...(hasPassword ? { current } : {}),
            password: next,
          });
          form.reset();
          await refresh();
          toastSuccess(hasPassword ? "Your password is changed." : "Your password is set.", {
            description: endedWords(sessionsEnded),
          });
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      {hasPassword ? (
        <FormField form={form} name="current" label="Current password" required>
          {(field) => <Input {...field} type="password" autoComplete="current-password" />}
        </FormField>
      ) : null}
      <FormField
        form={form}
        name="password"
        label="New password"
        help="At least 12 characters. A sentence is easy to remember."
        required
      >
        {(field) => <Input {...field} type="password" autoComplete="new-password" />}
      </FormField>
      <FormError />
      <FormActions hint="Your other sessions end at once; this one stays.">
        <SubmitButton>{hasPassword ? "Change password" : "Set password"}</SubmitButton>
      </FormActions>
    </Form>
  );
}

const endedWords = (ended: number) =>
  ended === 0
    ? undefined
    : `${ended === 1 ? "1 other session was" : `${ended} other sessions were`} signed out.`;
