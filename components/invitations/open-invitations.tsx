"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Link2, X } from "lucide-react";
import { useState } from "react";
import { RenewDialog } from "#components/invitations/renew-dialog.tsx";
import { organizationRoleWords, projectRoleWords } from "#components/members/roles.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Invitation = inferRouterOutputs<AppRouter>["invitations"]["list"][number];

/** Who is invited and has not answered, with the ways to renew and to withdraw. Nothing while nobody is. */
export function OpenInvitations({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.invitations.list.queryOptions({ organizationId }));
  const [renewing, setRenewing] = useState<Invitation>();
  if (list.isError && !list.data) {
    return <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />;
  }
  // The dialog outlives its row: the link stays in sight while the list is asked for anew.
  if (!list.data || (list.data.length === 0 && !renewing)) return null;
  return (
    <Card
      title="Invitations"
      description="Not answered yet. A link is shown once, when it is made; renewing makes a new one and voids the old."
      flush
    >
      <DataTable
        bare
        caption="Invitations"
        rows={list.data}
        getKey={(row) => row.id}
        columns={[
          {
            id: "email",
            header: "E-mail address",
            primary: true,
            cell: (row) => <span className="break-all">{row.email}</span>,
          },
          { id: "role", header: "Role", cell: (row) => <InvitedRole invitation={row} /> },
          {
            id: "state",
            header: "State",
            cell: (row) =>
              row.expired ? (
                <StatusBadge tone="neutral">Expired</StatusBadge>
              ) : (
                <StatusBadge tone="waiting">Open</StatusBadge>
              ),
          },
          {
            id: "expires",
            header: "Ends",
            cell: (row) => <RelativeTime date={row.expiresAt} className="text-muted" />,
          },
          {
            id: "by",
            header: "Invited by",
            hideOnPhone: true,
            cell: (row) => <span className="text-muted">{row.invitedBy}</span>,
          },
          {
            id: "actions",
            header: "Actions",
            headerHidden: true,
            align: "right",
            className: "w-24 max-sm:justify-end",
            cell: (row) =>
              row.mayChange ? (
                <span className="inline-flex gap-1">
                  <IconButton label={`New link for ${row.email}`} size="sm" onClick={() => setRenewing(row)}>
                    <Link2 />
                  </IconButton>
                  <Revoke organizationId={organizationId} invitation={row} />
                </span>
              ) : null,
          },
        ]}
      />
      <RenewDialog
        organizationId={organizationId}
        invitation={renewing}
        onClose={() => setRenewing(undefined)}
      />
    </Card>
  );
}

function InvitedRole({ invitation }: { invitation: Invitation }) {
  const { role, project, projectRole } = invitation;
  return (
    <span>
      {organizationRoleWords[role]}
      {project && projectRole ? (
        <span className="block text-sm text-muted">
          {projectRoleWords[projectRole]} in {project}
        </span>
      ) : null}
    </span>
  );
}

function Revoke({ organizationId, invitation }: { organizationId: string; invitation: Invitation }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const revoke = useMutation(trpc.invitations.revoke.mutationOptions());
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Revoke the invitation of ${invitation.email}`} size="sm">
          <X />
        </IconButton>
      }
      title={`Revoke the invitation of ${invitation.email}?`}
      consequence="The link stops working at once. You can invite them again."
      confirmLabel="Revoke invitation"
      onConfirm={async () => {
        await revoke.mutateAsync({ organizationId, invitationId: invitation.id });
        await refresh();
        toastSuccess("The invitation is revoked.");
      }}
    />
  );
}
