"use client";

import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { z } from "zod";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";
import { emailSchema, personNameSchema } from "#server/users/person-fields.ts";

const schema = z.object({
  code: z.string().trim().min(1, "Type the one-time code that Bellwire printed when it started."),
  name: personNameSchema,
  email: emailSchema,
  password: z.string().min(12, "Use at least 12 characters. A sentence is easy to remember."),
  organizationName: organizationNameSchema,
  projectName: z.string().trim().min(1, "Name the first project."),
});

/** The set-up of a first start; ends signed in. */
export function SetUpForm() {
  const trpc = useTRPC();
  const setUp = useMutation(trpc.session.setUp.mutationOptions());
  const form = useZodForm({
    schema,
    defaultValues: { code: "", name: "", email: "", password: "", organizationName: "", projectName: "" },
  });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await setUp.mutateAsync(values);
        } catch (error) {
          return formFailureOf(error);
        }
        await signIn("credentials", { email: values.email, password: values.password, redirect: false });
        window.location.assign("/");
      }}
    >
      <FormField form={form} name="code" label="One-time code" help="Printed where Bellwire was started.">
        {(field) => <Input {...field} mono autoComplete="one-time-code" autoFocus />}
      </FormField>
      <FormField form={form} name="name" label="Your name">
        {(field) => <Input {...field} autoComplete="name" />}
      </FormField>
      <FormField form={form} name="email" label="E-mail">
        {(field) => <Input {...field} type="email" autoComplete="username" />}
      </FormField>
      <FormField form={form} name="password" label="Password" help="At least 12 characters.">
        {(field) => <Input {...field} type="password" autoComplete="new-password" />}
      </FormField>
      <FormField
        form={form}
        name="organizationName"
        label="Organization"
        help="The team that owns projects and Slack workspaces."
      >
        {(field) => <Input {...field} autoComplete="organization" />}
      </FormField>
      <FormField
        form={form}
        name="projectName"
        label="First project"
        help="With the environments dev, staging and prod."
      >
        {(field) => <Input {...field} />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Set up</SubmitButton>
      </FormActions>
    </Form>
  );
}
