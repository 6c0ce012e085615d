"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** Deletes the organization, after saying what goes with it and having its name typed. */
export function DeleteOrganization({ organization }: { organization: { id: string; name: string } }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const { id: organizationId, name } = organization;
  const deletion = useQuery(trpc.organizations.deletion.queryOptions({ organizationId }));
  const remove = useMutation(trpc.organizations.delete.mutationOptions());
  return (
    <Card
      title="Delete organization"
      description="With its projects, connections, machine identities and everything that waits. This cannot be undone."
    >
      <ConfirmDialog
        trigger={
          <Button variant="danger" disabled={!deletion.data}>
            Delete organization
          </Button>
        }
        title={`Delete ${name}?`}
        consequence={
          deletion.data ? (
            <>
              {consequence(deletion.data)} Accounts of people stay; the instance’s audit log keeps that it was
              deleted, and by whom.
            </>
          ) : null
        }
        confirmLabel="Delete organization"
        typeToConfirm={name}
        onConfirm={async () => {
          await remove.mutateAsync({ organizationId, confirmName: name });
          toastSuccess(`${name} is deleted.`);
          router.push("/");
          await refresh();
        }}
      />
    </Card>
  );
}

function consequence(goes: {
  members: number;
  projects: number;
  connections: number;
  identities: number;
  waitingMessages: number;
}): string {
  const { members, projects, connections, identities, waitingMessages } = goes;
  const things = [
    count(projects, "project"),
    count(connections, "connection"),
    ...(identities > 0 ? [count(identities, "machine identity", "machine identities")] : []),
  ];
  return `Deleted for good: ${things.join(", ")}. ${count(
    waitingMessages,
    "waiting message",
  )} will not be sent, and ${count(members, "member loses", "members lose")} access at once. Slack tokens that no other organization uses are revoked.`;
}
