"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { IdentityPlace, Token } from "#components/identities/types.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const columns: DataTableColumn<Token>[] = [
  {
    id: "login",
    header: "Logged in",
    primary: true,
    cell: (row) => (
      <span>
        <RelativeTime date={row.createdAt} />
        {row.ipAddress ? (
          <span className="font-normal text-muted">
            {" "}
            from <Code plain>{row.ipAddress}</Code>
          </span>
        ) : null}
      </span>
    ),
  },
  { id: "secret", header: "With", cell: (row) => <Code plain>{row.clientSecret.prefix}…</Code> },
  {
    id: "used",
    header: "Last used",
    cell: (row) => (
      <span className="text-muted">
        {row.lastUsedAt ? <RelativeTime date={row.lastUsedAt} /> : "Not yet"}
        {row.usesMax === null ? null : `, ${row.uses} of ${row.usesMax} requests`}
      </span>
    ),
  },
  { id: "ends", header: "Ends", cell: (row) => <RelativeTime date={row.expiresAt} className="text-muted" /> },
  {
    id: "longest",
    header: "Renewable until",
    hideOnPhone: true,
    cell: (row) => <RelativeTime date={row.maxExpiresAt} className="text-muted" />,
  },
];

/** The access tokens that count, and the way to end them. */
export function IdentityTokens({ place, mayManage }: { place: IdentityPlace; mayManage: boolean }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.tokens.queryOptions(place));
  const { data } = query;
  const revoke: DataTableColumn<Token> = {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    align: "right",
    className: "max-sm:justify-end",
    cell: (row) => <RevokeTokens place={place} token={row} />,
  };
  return (
    <Card
      flush
      title="Active tokens"
      description="Each login gives one. A token that is revoked is refused from the next request on."
      actions={
        mayManage && data && data.count > 0 ? <RevokeTokens place={place} count={data.count} /> : undefined
      }
    >
      {query.isError && !data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !data ? (
        <TableSkeleton columns={4} rows={1} />
      ) : (
        <DataTable
          bare
          caption="Active tokens"
          columns={mayManage ? [...columns, revoke] : columns}
          rows={data.tokens}
          getKey={(row) => row.id}
          empty={<EmptyState bare title="No token counts now" why="One appears when the program logs in." />}
          footer={
            data.count > data.tokens.length ? (
              <p className="text-sm text-muted">
                The newest {data.tokens.length} of {data.count}.
              </p>
            ) : undefined
          }
        />
      )}
    </Card>
  );
}

type RevokeTokensProps = { place: IdentityPlace } & ({ token: Token } | { count: number });

/** Ends one token, or all of them. */
function RevokeTokens({ place, ...which }: RevokeTokensProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const revoke = useMutation(trpc.identities.revokeTokens.mutationOptions());
  const one = "token" in which;
  const all = one || which.count === 1 ? "The token is" : `The ${which.count} tokens are`;
  return (
    <ConfirmDialog
      trigger={<Button size={one ? "sm" : "md"}>{one ? "Revoke" : "Revoke all"}</Button>}
      title={one ? "Revoke this access token?" : "Revoke all access tokens?"}
      consequence={`${all} refused from the next request on. The program can log in again with its client secret; to keep it out, revoke the secret too.`}
      confirmLabel={one ? "Revoke token" : "Revoke all tokens"}
      onConfirm={async () => {
        const { endedTokens } = await revoke.mutateAsync({
          ...place,
          ...(one ? { tokenId: which.token.id } : {}),
        });
        await refresh();
        toastSuccess(endedTokens === 1 ? "The token is revoked." : `${endedTokens} tokens are revoked.`);
      }}
    />
  );
}
