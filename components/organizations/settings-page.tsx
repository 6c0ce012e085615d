"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { z } from "zod";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DeleteOrganization } from "#components/organizations/delete-organization.tsx";
import { SlackCard } from "#components/integrations/slack-card.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { PlanTable } from "#components/plans/plan-table.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Code } from "#components/ui/code.tsx";
import { ForbiddenState } from "#components/ui/forbidden-state.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import { planWords } from "#server/authz/entitlements.ts";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type Organization = inferRouterOutputs<AppRouter>["organizations"]["get"];

interface OrganizationSettingsPageProps {
  organizationId: string;
  /** How connecting a workspace ended, where the browser comes back from Slack. */
  result: string | null;
}

/** Name and rules of an organization, its workspaces, and its plan. */
export function OrganizationSettingsPage({ organizationId, result }: OrganizationSettingsPageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.organizations.get.queryOptions({ organizationId }));
  const organization = query.data;
  return (
    <Page>
      <PageHeader
        title="Settings"
        purpose="The name of the organization, what its members may do, and its plan."
      />
      {organization ? (
        organization.mayUpdate ? (
          <>
            <Card
              title="General"
              footer={
                <span className="flex min-w-0 flex-wrap items-center gap-x-2">
                  Organization id
                  <Code copy={organization.id} copyLabel="Copy organization id">
                    {organization.id}
                  </Code>
                </span>
              }
            >
              <GeneralForm organization={organization} />
            </Card>
            <SlackCard organizationId={organizationId} result={result} />
            <PlanCard organization={organization} />
            {organization.mayDelete ? <DeleteOrganization organization={organization} /> : null}
          </>
        ) : (
          <ForbiddenState why="Only owners and admins of the organization see its settings. Ask one of them." />
        )
      ) : query.isError ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : (
        <FormSkeleton fields={2} />
      )}
    </Page>
  );
}

const schema = z.object({
  name: organizationNameSchema,
  membersMayConnect: z.boolean(),
});

function GeneralForm({ organization }: { organization: Organization }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const update = useMutation(trpc.organizations.update.mutationOptions());
  const { name, membersMayConnect } = organization;
  const form = useZodForm({ schema, defaultValues: { name, membersMayConnect } });
  return (
    <Form
      form={form}
      className="max-w-xl"
      onSubmit={async (values) => {
        try {
          await update.mutateAsync({ organizationId: organization.id, ...values });
        } catch (error) {
          return formFailureOf(error);
        }
        form.reset(values);
        await refresh();
        toastSuccess("The settings are saved.");
      }}
    >
      <FormField
        form={form}
        name="name"
        label="Name"
        help="Shown wherever the organization is named."
        required
      >
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField form={form} name="membersMayConnect" label="Workflow integrations" group>
        {({ value, ...field }) => (
          <Checkbox
            {...field}
            checked={value}
            label="Members may connect workspaces"
            description="Otherwise only owners and admins connect Slack workspaces to the organization."
          />
        )}
      </FormField>
      <FormError />
      <FormActions hint="Takes effect at once and is written to the audit log.">
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  );
}

function PlanCard({ organization }: { organization: Organization }) {
  const me = useQuery(useTRPC().session.me.queryOptions());
  return (
    <Card
      title={`Plan: ${planWords[organization.plan]}`}
      description="An instance admin can change the plan."
      actions={
        me.data?.isInstanceAdmin ? (
          <Button size="sm" asChild>
            <Link href="/instance/organizations">Change the plan</Link>
          </Button>
        ) : undefined
      }
      flush
    >
      <PlanTable plan={organization.plan} />
    </Card>
  );
}
