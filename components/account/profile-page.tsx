"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useRouter } from "next/navigation";
import { z } from "zod";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import { emailSchema, personNameSchema } from "#server/users/person-fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type Account = inferRouterOutputs<AppRouter>["account"]["get"];

/** Who one is here: name, and the address one signs in with. */
export function ProfilePage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.get.queryOptions());
  return (
    <Page>
      <PageHeader title="Profile" purpose="How others see you, and what you sign in with." />
      {query.data ? (
        <>
          <Card title="Name">
            <NameForm account={query.data} />
          </Card>
          <Card title="E-mail" description={`You sign in with ${query.data.email}.`}>
            {query.data.hasPassword ? (
              <EmailForm />
            ) : (
              <Callout tone="info">
                To change it, set a password under Security first: the change asks for it.
              </Callout>
            )}
          </Card>
        </>
      ) : query.isError ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : (
        <FormSkeleton fields={2} />
      )}
    </Page>
  );
}

const nameSchema = z.object({
  name: personNameSchema,
});

function NameForm({ account: { name } }: { account: Account }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const update = useMutation(trpc.account.update.mutationOptions());
  const form = useZodForm({ schema: nameSchema, defaultValues: { name } });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async (values) => {
        try {
          await update.mutateAsync(values);
        } catch (error) {
          return formFailureOf(error);
        }
        form.reset(values);
        await refresh();
        // The frame around the page shows the name too.
        router.refresh();
        toastSuccess("Your name is saved.");
      }}
    >
      <FormField
        form={form}
        name="name"
        label="Your name"
        help="Stands in requests, reviews, Slack messages and the audit log from now on."
        required
      >
        {(field) => <Input {...field} autoComplete="name" />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Save name</SubmitButton>
      </FormActions>
    </Form>
  );
}

const addressSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, "Type your password."),
});

function EmailForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const change = useMutation(trpc.account.changeEmail.mutationOptions());
  const form = useZodForm({ schema: addressSchema, defaultValues: { email: "", password: "" } });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async (values) => {
        try {
          const { email } = await change.mutateAsync(values);
          form.reset();
          await refresh();
          router.refresh();
          toastSuccess(`You sign in with ${email} from now on.`);
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      <FormField
        form={form}
        name="email"
        label="New e-mail address"
        help="No message is sent to it: check that it is right."
        required
      >
        {(field) => <Input {...field} type="email" autoComplete="email" />}
      </FormField>
      <FormField form={form} name="password" label="Password" help="To show that it is you." required>
        {(field) => <Input {...field} type="password" autoComplete="current-password" />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Change e-mail</SubmitButton>
      </FormActions>
    </Form>
  );
}
