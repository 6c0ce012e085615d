"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { AccountState } from "#components/instance/account-state.tsx";
import { UserActions } from "#components/instance/user-actions.tsx";
import { organizationRoleWords } from "#components/members/roles.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

export type User = inferRouterOutputs<AppRouter>["users"]["get"];

const back = { label: "Users", href: "/instance/users" };

/** One person's account, for an instance admin: how they sign in, where they belong, and what may be done. */
export function UserPage({ userId }: { userId: string }) {
  const query = useQuery(useTRPC().users.get.queryOptions({ userId }));
  const user = query.data;
  if (!user) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader back={back} title="User" />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton content="form" />
        )}
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader
        back={back}
        title={user.name}
        purpose={user.email}
        status={<AccountState disabled={user.disabledAt !== null} isInstanceAdmin={user.isInstanceAdmin} />}
      />
      <Card title="Account">
        <AccountFacts user={user} />
      </Card>
      <Organizations user={user} />
      <UserActions user={user} />
    </Page>
  );
}

function AccountFacts({ user }: { user: User }) {
  const { disabledAt, secondFactorSince, sessions } = user;
  return (
    <DescriptionList
      items={[
        ...(disabledAt ? [{ term: "Disabled", value: <ExactTime date={disabledAt} /> }] : []),
        { term: "Made", value: <ExactTime date={user.createdAt} /> },
        {
          term: "Last seen",
          value: user.lastSeenAt ? <RelativeTime date={user.lastSeenAt} /> : "Never",
        },
        {
          term: "Signed in",
          value: sessions === 0 ? "Nowhere" : sessions === 1 ? "In 1 place" : `In ${sessions} places`,
        },
        { term: "Signs in with", value: waysOf(user) },
        {
          term: "Two-step sign-in",
          value: secondFactorSince ? (
            <>
              On since <ExactTime date={secondFactorSince} />
            </>
          ) : (
            "Off"
          ),
        },
      ]}
    />
  );
}

function waysOf({ hasPassword, identityProviders }: User): string {
  const ways = [
    ...(hasPassword ? ["Password"] : []),
    ...identityProviders.map(({ issuer }) => `Identity provider ${issuer}`),
  ];
  return ways.length > 0 ? ways.join(", ") : "Nothing yet; make a password reset link";
}

function Organizations({ user }: { user: User }) {
  return (
    <Card title="Organizations" flush={user.organizations.length > 0}>
      {user.organizations.length === 0 ? (
        <p className="text-muted">In none. An owner or admin of an organization can invite them.</p>
      ) : (
        <DataTable
          bare
          caption="Organizations"
          rows={user.organizations}
          getKey={(row) => row.id}
          columns={[
            { id: "name", header: "Organization", primary: true, cell: (row) => row.name },
            { id: "role", header: "Role", cell: (row) => organizationRoleWords[row.role] },
          ]}
        />
      )}
    </Card>
  );
}
