"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { IdentityForm } from "#components/identities/identity-form.tsx";
import {
  emptyIdentityForm,
  serverFieldNames,
  settingsOf,
} from "#components/identities/identity-form-schema.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Card } from "#components/ui/card.tsx";
import { CancelButton, SubmitButton } from "#components/ui/form.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";

/** Makes a machine identity; its page then offers the first client secret. */
export function NewIdentityPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const list = useQuery(trpc.identities.list.queryOptions({ organizationId }));
  const create = useMutation(trpc.identities.create.mutationOptions());
  const base = `/organizations/${organizationId}/identities`;
  return (
    <Page>
      <PageHeader
        back={{ label: "Machine identities", href: base }}
        title="Add a machine identity"
        purpose="One for each program, so that each can be limited, watched and ended on its own."
      />
      {list.isError && !list.data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : !list.data ? (
        <FormSkeleton fields={5} />
      ) : (
        <Card>
          <IdentityForm
            values={emptyIdentityForm}
            hint="Its client secret comes next."
            onSubmit={async (form) => {
              try {
                const { id } = await create.mutateAsync({ organizationId, ...settingsOf(form) });
                router.push(`${base}/${id}`);
                await refresh();
              } catch (error) {
                return formFailureOf(error, serverFieldNames);
              }
              return undefined;
            }}
          >
            <SubmitButton>Add identity</SubmitButton>
            <CancelButton href={base} />
          </IdentityForm>
        </Card>
      )}
    </Page>
  );
}
