"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, Plus } from "lucide-react";
import Link from "next/link";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DestinationList } from "#components/notifications/destination-list.tsx";
import { FallbackField } from "#components/notifications/fallback-field.tsx";
import { EventMatrix } from "#components/notifications/event-matrix.tsx";
import { every } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { LinkTabs } from "#components/ui/tabs.tsx";

interface NotificationsPageProps {
  projectId: string;
  view: "list" | "matrix";
}

/** Where the project's events go: a list of destinations with their health, and the matrix event × destination. */
export function NotificationsPage({ projectId, view }: NotificationsPageProps) {
  const trpc = useTRPC();
  const list = useQuery(
    trpc.notifications.list.queryOptions({ projectId }, { refetchInterval: every(10_000), staleTime: 0 }),
  );
  const base = `/projects/${projectId}/notifications`;
  const mayManage = list.data?.mayManage ?? false;
  const add = (
    <Button variant="primary" asChild>
      <Link href={`${base}/new`}>
        <Plus aria-hidden />
        Add
      </Link>
    </Button>
  );
  return (
    <Page width="full">
      <PageHeader
        title="Notifications"
        purpose="Which events of this project go to which channels."
        action={mayManage && list.data && list.data.destinations.length > 0 ? add : undefined}
      />
      {list.data && list.data.destinations.length === 0 ? (
        <EmptyState
          icon={<Bell />}
          title="No destinations yet"
          why="A destination is a Slack channel, through the app or a webhook, that gets the events you choose, such as each new access request with a button that opens it."
          action={mayManage ? add : "A project admin can add one."}
        />
      ) : (
        <>
          <LinkTabs
            label="View"
            tabs={[
              { label: "List", href: base, current: view === "list" },
              { label: "Matrix", href: `${base}?view=matrix`, current: view === "matrix" },
            ]}
          />
          {list.isError && !list.data ? (
            <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
          ) : view === "matrix" ? (
            <EventMatrix projectId={projectId} />
          ) : list.data ? (
            <>
              <DestinationList projectId={projectId} {...list.data} />
              <FallbackField projectId={projectId} {...list.data} />
            </>
          ) : (
            <TableSkeleton columns={5} />
          )}
        </>
      )}
    </Page>
  );
}
