"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Identity, IdentityPlace } from "#components/identities/types.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface IdentityDangerProps {
  place: IdentityPlace;
  identity: Identity;
}

/** Switching an identity off and deleting it, apart from the rest. One that is off is switched on where that is told. */
export function IdentityDanger(props: IdentityDangerProps) {
  return (
    <>
      {props.identity.disabledAt === null ? (
        <Card title="Switch the identity off" actions={<SwitchIdentity {...props} />}>
          <p className="text-muted">
            For when something looks wrong: the program is out at once, and nothing has to be set up anew.
          </p>
        </Card>
      ) : null}
      <DeleteCard {...props} />
    </>
  );
}

/** The button that switches an identity off or on again, after asking. */
export function SwitchIdentity({ place, identity }: IdentityDangerProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const set = useMutation(trpc.identities.setEnabled.mutationOptions());
  const isOn = identity.disabledAt === null;
  const turn = async () => {
    await set.mutateAsync({ ...place, enabled: !isOn });
    await refresh();
    toastSuccess(isOn ? `${identity.name} is switched off.` : `${identity.name} is on again.`);
  };
  return (
    <ConfirmDialog
      trigger={<Button>{isOn ? "Switch off" : "Switch on"}</Button>}
      variant={isOn ? "danger" : "primary"}
      title={isOn ? `Switch ${identity.name} off?` : `Switch ${identity.name} on?`}
      consequence={
        isOn
          ? "Its access tokens end at once and it cannot log in. Client secrets, projects and settings stay for when it is switched on again."
          : "Its client secrets can log in again. Tokens it had before stay ended."
      }
      confirmLabel={isOn ? "Switch off" : "Switch on"}
      onConfirm={turn}
    />
  );
}

function DeleteCard({ place, identity }: IdentityDangerProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const remove = useMutation(trpc.identities.delete.mutationOptions());
  return (
    <Card
      title="Delete the identity"
      actions={
        <ConfirmDialog
          trigger={<Button variant="danger">Delete</Button>}
          title={`Delete ${identity.name}?`}
          consequence="Its client secrets and access tokens end at once, and it leaves every project. The program has to be given another identity. This cannot be undone."
          confirmLabel="Delete identity"
          typeToConfirm={identity.name}
          onConfirm={async () => {
            await remove.mutateAsync(place);
            router.push(`/organizations/${place.organizationId}/identities`);
            await queryClient.invalidateQueries(trpc.identities.list.pathFilter());
            toastSuccess(`${identity.name} is deleted.`);
          }}
        />
      }
    >
      <p className="text-muted">What it did stays in the audit log under its name.</p>
    </Card>
  );
}
