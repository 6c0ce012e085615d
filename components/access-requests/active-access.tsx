"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { RevokeGrant } from "#components/access-requests/revoke-grant.tsx";
import type { Grant } from "#components/access-requests/types.ts";
import { EventPlace } from "#components/deliveries/event-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

const columns = (projectId: string): readonly DataTableColumn<Grant>[] => [
  {
    id: "person",
    header: "Person",
    primary: true,
    cell: ({ person }) => (
      <span className="flex min-w-0 flex-col">
        <span className="break-words">{person.name}</span>
        <span className="text-xs font-normal break-all text-muted">{person.email}</span>
      </span>
    ),
  },
  {
    id: "place",
    header: "Environment and path",
    cell: (grant) => <EventPlace environment={grant.environment} secretPath={grant.secretPath} />,
  },
  { id: "permissions", header: "Permissions", cell: (grant) => grant.permissions.join(", ") },
  {
    id: "ends",
    header: "Ends",
    cell: (grant) =>
      grant.endsAt ? <RelativeTime date={grant.endsAt} /> : <span className="text-muted">Permanent</span>,
  },
  {
    id: "revoke",
    header: "Revoke",
    headerHidden: true,
    align: "right",
    cell: (grant) =>
      grant.mayRevoke ? (
        <RevokeGrant
          projectId={projectId}
          grantId={grant.id}
          personName={grant.person.name}
          place={`${grant.secretPath} in ${grant.environment}`}
        />
      ) : null,
  },
];

/** Who has access by a grant now. */
export function ActiveAccess({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const grants = useQuery(
    trpc.accessRequests.grants.queryOptions({ projectId }, { refetchInterval: 10_000 }),
  );
  if (grants.isError && !grants.data) {
    return <LoadFailure error={grants.error} onRetry={() => grants.refetch()} pending={grants.isFetching} />;
  }
  return (
    <DataTable
      caption="Active access"
      columns={columns(projectId)}
      rows={grants.data?.grants ?? []}
      getKey={(grant) => grant.id}
      href={(grant) => `/projects/${projectId}/access-requests/${grant.requestId}`}
      loading={grants.isPending}
      empty={
        <EmptyState
          icon={<KeyRound />}
          title="Nobody has access by a grant now"
          why="When a request is approved, the access it gave stands here until it ends by itself or is revoked."
        />
      }
    />
  );
}
