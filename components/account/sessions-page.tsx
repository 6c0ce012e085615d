"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { deviceWords } from "#components/account/device-words.ts";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Session = inferRouterOutputs<AppRouter>["account"]["sessions"][number];

/** Where one is signed in, and the way out of each place. */
export function SessionsPage() {
  const trpc = useTRPC();
  const list = useQuery(trpc.account.sessions.queryOptions(undefined, { refetchOnWindowFocus: true }));
  const sessions = list.data;
  return (
    <Page width="full">
      <PageHeader
        title="Sessions"
        purpose="Where you are signed in. End what you do not know, then change your password."
        action={sessions ? <EndMany others={sessions.filter((one) => !one.current).length} /> : undefined}
      />
      {sessions ? (
        <SessionsTable sessions={sessions} />
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={5} />
      )}
    </Page>
  );
}

function SessionsTable({ sessions }: { sessions: readonly Session[] }) {
  return (
    <DataTable
      caption="Sessions"
      rows={sessions}
      getKey={(row) => row.id}
      columns={[
        {
          id: "device",
          header: "Device",
          primary: true,
          cell: (row) => (
            <span className="flex flex-wrap items-center gap-2" title={row.userAgent}>
              {deviceWords(row.userAgent)}
              {row.current ? <StatusBadge tone="ok">This one</StatusBadge> : null}
            </span>
          ),
        },
        {
          id: "address",
          header: "Address",
          cell: (row) => <span className="font-mono text-sm break-all">{row.ipAddress || "Unknown"}</span>,
        },
        { id: "seen", header: "Last seen", cell: (row) => <RelativeTime date={row.lastSeenAt} /> },
        {
          id: "started",
          header: "Signed in",
          cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
        },
        {
          id: "ends",
          header: "Ends by itself",
          hideOnPhone: true,
          cell: (row) => <RelativeTime date={row.expiresAt} className="text-muted" />,
        },
        {
          id: "actions",
          header: "Actions",
          headerHidden: true,
          align: "right",
          className: "w-28 max-sm:justify-end",
          cell: (row) => (row.current ? <SignOut /> : <EndOne session={row} />),
        },
      ]}
    />
  );
}

function SignOut() {
  return (
    <Button size="sm" onClick={() => void signOut({ callbackUrl: "/sign-in" })}>
      <LogOut aria-hidden />
      Sign out
    </Button>
  );
}

function EndOne({ session }: { session: Session }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const end = useMutation(trpc.account.endSession.mutationOptions());
  const device = deviceWords(session.userAgent);
  return (
    <ConfirmDialog
      trigger={<Button size="sm">End</Button>}
      title={`End the session of ${device}?`}
      consequence="It is signed out at once. Whoever uses it has to sign in again."
      confirmLabel="End session"
      onConfirm={async () => {
        await end.mutateAsync({ sessionId: session.id });
        await refresh();
        toastSuccess(`${device} is signed out.`);
      }}
    />
  );
}

function EndMany({ others }: { others: number }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const end = useMutation(trpc.account.endSessions.mutationOptions());
  const those = others === 1 ? "1 other session" : `${others} other sessions`;
  return (
    <div className="flex flex-wrap gap-2">
      {others > 0 ? (
        <ConfirmDialog
          trigger={<Button variant="primary">Sign out everywhere else</Button>}
          title="Sign out everywhere else?"
          consequence={`${those} will end at once. You stay signed in here.`}
          confirmLabel="Sign out everywhere else"
          onConfirm={async () => {
            const { ended } = await end.mutateAsync({ which: "others" });
            await refresh();
            toastSuccess(ended === 1 ? "1 session ended." : `${ended} sessions ended.`);
          }}
        />
      ) : null}
      <ConfirmDialog
        trigger={<Button>Sign out everywhere</Button>}
        title="Sign out everywhere?"
        consequence={`${others > 0 ? `${those} and this one` : "This session"} will end at once. You have to sign in again.`}
        confirmLabel="Sign out everywhere"
        onConfirm={async () => {
          await end.mutateAsync({ which: "all" });
          await signOut({ callbackUrl: "/sign-in" });
        }}
      />
    </div>
  );
}
