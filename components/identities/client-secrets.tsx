"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { NewClientSecretDialog } from "#components/identities/new-client-secret-dialog.tsx";
import type { ClientSecret, Identity, IdentityPlace } from "#components/identities/types.ts";
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
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const columns: DataTableColumn<ClientSecret>[] = [
  {
    id: "secret",
    header: "Client secret",
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <Code plain>{row.prefix}…</Code>
        {row.description ? (
          <span className="text-sm font-normal break-words text-muted">{row.description}</span>
        ) : null}
      </span>
    ),
  },
  { id: "standing", header: "Status", cell: (row) => <Standing secret={row} /> },
  {
    id: "uses",
    header: "Logins",
    align: "right",
    cell: (row) => (row.usesMax === null ? row.uses : `${row.uses} of ${row.usesMax}`),
  },
  { id: "expires", header: "Expires", cell: (row) => <Expiry secret={row} /> },
  {
    id: "used",
    header: "Last used",
    cell: (row) => (
      <span className="text-muted">
        {row.lastUsedAt ? <RelativeTime date={row.lastUsedAt} /> : "Not yet"}
      </span>
    ),
  },
  {
    id: "made",
    header: "Made",
    hideOnPhone: true,
    cell: (row) => (
      <span className="text-muted">
        <RelativeTime date={row.createdAt} /> by {row.createdBy}
      </span>
    ),
  },
];

/** What a program logs in with, and how each secret stands. */
export function ClientSecrets({ place, identity }: { place: IdentityPlace; identity: Identity }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.clientSecrets.queryOptions(place));
  // Counts the secrets begun: each gets a dialog of its own, outside of what the first one replaces.
  const [making, setMaking] = useState({ count: 0, open: false });
  const add = identity.mayManage ? (
    <Button variant="primary" onClick={() => setMaking(({ count }) => ({ count: count + 1, open: true }))}>
      <Plus aria-hidden />
      New client secret
    </Button>
  ) : undefined;
  const actions: DataTableColumn<ClientSecret> = {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    align: "right",
    className: "max-sm:justify-end",
    cell: (row) => (row.standing === "revoked" ? null : <RevokeSecret place={place} secret={row} />),
  };
  return (
    <Card
      flush
      title="Client secrets"
      description="The program logs in with the client id and one of these. Two at a time let you exchange one without a pause."
      actions={query.data && query.data.length > 0 ? add : undefined}
    >
      {query.isError && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !query.data ? (
        <TableSkeleton columns={4} rows={1} />
      ) : (
        <DataTable
          bare
          caption="Client secrets"
          columns={identity.mayManage ? [...columns, actions] : columns}
          rows={query.data}
          getKey={(row) => row.id}
          empty={
            <EmptyState
              bare
              icon={<KeyRound />}
              title="No client secret yet"
              why="Without one the program cannot log in. A secret is shown once, when it is made."
              action={add}
            />
          }
        />
      )}
      <NewClientSecretDialog
        key={making.count}
        place={place}
        identity={identity}
        open={making.open}
        onClose={() => setMaking((now) => ({ ...now, open: false }))}
      />
    </Card>
  );
}

function Standing({ secret }: { secret: ClientSecret }) {
  if (secret.standing === "revoked") return <StatusBadge tone="neutral">Revoked</StatusBadge>;
  if (secret.standing === "expired") return <StatusBadge tone="neutral">Expired</StatusBadge>;
  if (secret.standing === "used-up") return <StatusBadge tone="neutral">Used up</StatusBadge>;
  return secret.expiresSoon ? (
    <StatusBadge tone="warning">Expires soon</StatusBadge>
  ) : (
    <StatusBadge tone="ok">Active</StatusBadge>
  );
}

function Expiry({ secret }: { secret: ClientSecret }) {
  return (
    <span className="text-muted">
      {secret.expiresAt ? <RelativeTime date={secret.expiresAt} /> : "Never"}
    </span>
  );
}

function RevokeSecret({ place, secret }: { place: IdentityPlace; secret: ClientSecret }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const revoke = useMutation(trpc.identities.revokeClientSecret.mutationOptions());
  const tokens =
    secret.tokens === 0
      ? "It gave no access token that still counts."
      : secret.tokens === 1
        ? "The access token it gave ends at once."
        : `The ${secret.tokens} access tokens it gave end at once.`;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`Revoke ${secret.prefix}…`}>
          Revoke
        </Button>
      }
      title={
        <>
          Revoke the client secret <span className="font-mono">{secret.prefix}…</span>?
        </>
      }
      consequence={`Programs that use it can log in no more. ${tokens} This cannot be undone.`}
      confirmLabel="Revoke secret"
      onConfirm={async () => {
        await revoke.mutateAsync({ ...place, clientSecretId: secret.id });
        await refresh();
        toastSuccess("The client secret is revoked.");
      }}
    />
  );
}
