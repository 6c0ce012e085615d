"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ClientSecrets } from "#components/identities/client-secrets.tsx";
import { IdentityDanger, SwitchIdentity } from "#components/identities/identity-danger.tsx";
import { IdentityFacts } from "#components/identities/identity-facts.tsx";
import { IdentityForm } from "#components/identities/identity-form.tsx";
import { formOf, serverFieldNames, settingsOf } from "#components/identities/identity-form-schema.ts";
import { IdentityProjects } from "#components/identities/identity-projects.tsx";
import { IdentityTokens } from "#components/identities/identity-tokens.tsx";
import type { Identity, IdentityPlace } from "#components/identities/types.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { SubmitButton } from "#components/ui/form.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

/** One program's account: how it logs in, what it may, and what can be done with it. */
export function IdentityPage(place: IdentityPlace) {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.get.queryOptions(place));
  const back = {
    label: "Machine identities",
    href: `/organizations/${place.organizationId}/identities`,
  };
  if (query.isError && !query.data) {
    return (
      <Page>
        <PageHeader title="Machine identity" back={back} />
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      </Page>
    );
  }
  const identity = query.data;
  if (!identity) {
    return (
      <Page>
        <PageSkeleton content="form" />
      </Page>
    );
  }
  const { disabledAt } = identity;
  return (
    <Page>
      <PageHeader
        back={back}
        title={identity.name}
        purpose="The account of a program that calls Bellwire’s API."
        status={
          disabledAt ? (
            <StatusBadge tone="neutral">Switched off</StatusBadge>
          ) : (
            <StatusBadge tone="ok">On</StatusBadge>
          )
        }
      />
      {disabledAt ? (
        <Callout
          tone="warning"
          title="This identity is switched off"
          action={identity.mayManage ? <SwitchIdentity place={place} identity={identity} /> : undefined}
        >
          Since <RelativeTime date={disabledAt} /> its client secrets cannot log in, and it has no tokens.
        </Callout>
      ) : null}
      <IdentityFacts identity={identity} />
      <ClientSecrets place={place} identity={identity} />
      <IdentityProjects place={place} identity={identity} />
      <IdentityTokens place={place} mayManage={identity.mayManage} />
      {identity.mayManage ? (
        <>
          <Settings place={place} identity={identity} />
          <IdentityDanger place={place} identity={identity} />
        </>
      ) : null}
    </Page>
  );
}

function Settings({ place, identity }: { place: IdentityPlace; identity: Identity }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const update = useMutation(trpc.identities.update.mutationOptions());
  const values = formOf(identity);
  return (
    <Card title="Settings">
      <IdentityForm
        key={JSON.stringify(values)}
        values={values}
        hint="Lives and uses count for tokens given from now on, the rest at once."
        onSubmit={async (form) => {
          try {
            await update.mutateAsync({ ...place, ...settingsOf(form) });
          } catch (error) {
            return formFailureOf(error, serverFieldNames);
          }
          await refresh();
          toastSuccess("The identity is changed.");
          return undefined;
        }}
      >
        <SubmitButton>Save</SubmitButton>
      </IdentityForm>
    </Card>
  );
}
