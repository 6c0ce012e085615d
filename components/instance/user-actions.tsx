"use client";

import { useMutation } from "@tanstack/react-query";
import { ActionRow } from "#components/instance/action-row.tsx";
import { ResetLinkDialog } from "#components/instance/reset-link-dialog.tsx";
import type { User } from "#components/instance/user-page.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

/** What an instance admin may do with an account, each with what comes of it. */
export function UserActions({ user }: { user: User }) {
  const disabled = user.disabledAt !== null;
  return (
    <>
      <Card title="Signing in" flush>
        <ResetPassword user={user} />
        <EndSessions user={user} />
        <SecondFactor user={user} />
      </Card>
      <Card title="Rights" flush>
        <InstanceAdmin user={user} />
        {disabled ? <Enable user={user} /> : <Disable user={user} />}
      </Card>
    </>
  );
}

function ResetPassword({ user }: { user: User }) {
  return (
    <ActionRow
      title="Password reset link"
      action={user.disabledAt ? undefined : <ResetLinkDialog user={user} />}
    >
      {user.disabledAt
        ? "Enable the account first."
        : "By it they choose a new password. You hand it over yourself; Bellwire sends no mail."}
    </ActionRow>
  );
}

function EndSessions({ user }: { user: User }) {
  const refresh = useRefresh();
  const end = useMutation(useTRPC().users.endSessions.mutationOptions());
  const confirm = (
    <ConfirmDialog
      trigger={<Button>Sign out everywhere</Button>}
      title={user.self ? "Sign yourself out everywhere?" : `Sign ${user.name} out everywhere?`}
      consequence="All their sessions end at once, also this one if it is yours. They can sign in again."
      confirmLabel="Sign out everywhere"
      onConfirm={async () => {
        const { ended } = await end.mutateAsync({ userId: user.id });
        await refresh();
        toastSuccess(ended === 1 ? "1 session ended." : `${ended} sessions ended.`);
      }}
    />
  );
  return (
    <ActionRow title="Sessions" action={user.sessions > 0 ? confirm : undefined}>
      {user.sessions > 0 ? "For a lost device, or a password that got out." : "They are signed in nowhere."}
    </ActionRow>
  );
}

function SecondFactor({ user }: { user: User }) {
  const refresh = useRefresh();
  const disable = useMutation(useTRPC().users.disableTotp.mutationOptions());
  const confirm = (
    <ConfirmDialog
      trigger={<Button>Switch off</Button>}
      title={`Switch off two-step sign-in of ${user.name}?`}
      consequence="Their password alone is enough then, and their recovery codes stop working. They can set it up anew."
      confirmLabel="Switch off"
      onConfirm={async () => {
        await disable.mutateAsync({ userId: user.id });
        await refresh();
        toastSuccess("Two-step sign-in is off.");
      }}
    />
  );
  return (
    <ActionRow title="Two-step sign-in" action={user.secondFactorSince ? confirm : undefined}>
      {user.secondFactorSince
        ? "For somebody who lost their device and their recovery codes. Make sure that it is them."
        : "They have not set it up."}
    </ActionRow>
  );
}

function InstanceAdmin({ user }: { user: User }) {
  const refresh = useRefresh();
  const change = useMutation(useTRPC().users.changeInstanceAdmin.mutationOptions());
  const { id: userId, name, isInstanceAdmin, self, mayNotUnmakeAdmin } = user;
  const set = async (to: boolean) => {
    await change.mutateAsync({ userId, isInstanceAdmin: to });
    await refresh();
    toastSuccess(to ? `${name} is an instance admin now.` : `${name} is no longer an instance admin.`);
  };
  if (!isInstanceAdmin) {
    return (
      <ActionRow
        title="Instance admin"
        action={
          user.disabledAt ? undefined : (
            <ConfirmDialog
              trigger={<Button>Make instance admin</Button>}
              title={`Make ${name} an instance admin?`}
              consequence="They may then manage the Slack app, users, organizations and plans, and make other instance admins. Projects stay closed to them."
              confirmLabel="Make instance admin"
              variant="primary"
              onConfirm={() => set(true)}
            />
          )
        }
      >
        Manages the Slack app, users, organizations and plans; sees no project by it.
      </ActionRow>
    );
  }
  return (
    <ActionRow
      title="Instance admin"
      action={
        mayNotUnmakeAdmin ? undefined : (
          <ConfirmDialog
            trigger={<Button>Take the right away</Button>}
            title={self ? "Stop being an instance admin?" : `Take the right away from ${name}?`}
            consequence={
              self
                ? "You lose these pages at once; another instance admin would have to make you one again."
                : "They lose these pages at once. Their organizations and projects stay as they are."
            }
            confirmLabel="Take the right away"
            onConfirm={() => set(false)}
          />
        )
      }
    >
      {mayNotUnmakeAdmin ?? "Manages the Slack app, users, organizations and plans; sees no project by it."}
    </ActionRow>
  );
}

function Disable({ user }: { user: User }) {
  const refresh = useRefresh();
  const disable = useMutation(useTRPC().users.disable.mutationOptions());
  return (
    <ActionRow
      title="Disable account"
      action={
        user.mayNotDisable ? undefined : (
          <ConfirmDialog
            trigger={<Button variant="danger">Disable account</Button>}
            title={`Disable the account of ${user.name}?`}
            consequence="They are signed out everywhere at once and cannot sign in. Invitations and reset links of theirs stop working. What they did, and where they belong, stays."
            confirmLabel="Disable account"
            onConfirm={async () => {
              await disable.mutateAsync({ userId: user.id });
              await refresh();
              toastSuccess(`The account of ${user.name} is disabled.`);
            }}
          />
        )
      }
    >
      {user.mayNotDisable ?? "Shuts them out at once, and keeps what they did and where they belong."}
    </ActionRow>
  );
}

function Enable({ user }: { user: User }) {
  const refresh = useRefresh();
  const enable = useMutation(useTRPC().users.enable.mutationOptions());
  return (
    <ActionRow
      title="Enable account"
      action={
        <ConfirmDialog
          trigger={<Button>Enable account</Button>}
          title={`Enable the account of ${user.name}?`}
          consequence="They may sign in again, and have every membership that they have now."
          confirmLabel="Enable account"
          variant="primary"
          onConfirm={async () => {
            await enable.mutateAsync({ userId: user.id });
            await refresh();
            toastSuccess(`The account of ${user.name} is enabled.`);
          }}
        />
      }
    >
      Lets them in again, with the memberships they have.
    </ActionRow>
  );
}
