"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { PasswordForm } from "#components/account/password-form.tsx";
import { SecondFactorCard } from "#components/account/second-factor-card.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

export type Account = inferRouterOutputs<AppRouter>["account"]["get"];

/** By what one shows who one is. `problem` is why connecting the identity provider did not work. */
export function SecurityPage({ problem }: { problem: string | null }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.get.queryOptions());
  const account = query.data;
  return (
    <Page>
      <PageHeader
        title="Security"
        purpose="What you show to sign in: password, second step, identity provider."
      />
      {problem ? (
        <Callout tone="danger" live>
          {problem}
        </Callout>
      ) : null}
      {account ? (
        <>
          <Card
            title="Password"
            description={
              account.hasPassword
                ? undefined
                : `You have none yet, and sign in through ${account.identityProvider?.name ?? "an identity provider"}. With one you can sign in without it too.`
            }
          >
            <PasswordForm key={String(account.hasPassword)} hasPassword={account.hasPassword} />
          </Card>
          <SecondFactorCard account={account} />
          {account.identityProvider ? <ProviderCard provider={account.identityProvider} /> : null}
        </>
      ) : query.isError ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : (
        <FormSkeleton fields={3} />
      )}
    </Page>
  );
}

function ProviderCard({ provider }: { provider: NonNullable<Account["identityProvider"]> }) {
  const { name, connectedAt, lastSignInAt } = provider;
  const [pending, setPending] = useState(false);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return (
    <Card
      title={title}
      description={
        connectedAt
          ? "Signing in there signs you in here. Its own second step counts, not the one above."
          : "Connect it to sign in here by signing in there. The e-mail address must be the same."
      }
    >
      {connectedAt ? (
        <DescriptionList
          items={[
            { term: "Connected", value: <ExactTime date={connectedAt} /> },
            { term: "Last sign-in", value: lastSignInAt ? <RelativeTime date={lastSignInAt} /> : null },
          ]}
        />
      ) : (
        <Button
          pending={pending}
          onClick={() => {
            setPending(true);
            void signIn("oidc", { callbackUrl: "/account/security" });
          }}
        >
          Connect {name}
        </Button>
      )}
    </Card>
  );
}
