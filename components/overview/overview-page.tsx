"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, CircleCheck, Inbox } from "lucide-react";
import Link from "next/link";
import { EventName, EventPlace } from "#components/deliveries/event-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { every, liveQuery, useLive } from "#components/trpc/use-live.ts";
import { EventOutcome } from "#components/events/event-outcome.tsx";
import type { EventRow } from "#components/events/types.ts";
import { Broken } from "#components/overview/broken.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { StackedBarChart } from "#components/ui/stacked-bar-chart.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

const columns: readonly DataTableColumn<EventRow>[] = [
  {
    id: "event",
    header: "Event",
    primary: true,
    cell: (row) => <EventName title={row.title} type={row.type} />,
  },
  {
    id: "place",
    header: "Environment and path",
    cell: (row) => <EventPlace short environment={row.environment} secretPath={row.secretPath} />,
  },
  { id: "outcome", header: "Deliveries", cell: (row) => <EventOutcome deliveries={row.deliveries} /> },
  {
    id: "time",
    header: "When",
    align: "right",
    cell: (row) => <RelativeTime date={row.time} className="text-muted" />,
  },
];

const series = [
  { key: "sent", label: "Sent", tone: "ok" },
  { key: "waiting", label: "Waiting", tone: "waiting" },
  { key: "failed", label: "Failed", tone: "danger" },
] as const;

const hourLabel = (at: Date) =>
  `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

/** What waits for me, what is broken, what happened. */
export function OverviewPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.overview.get.queryOptions({ projectId }, { ...liveQuery, refetchInterval: every(5_000) }),
  );
  const live = useLive(query);
  const base = `/projects/${projectId}`;
  if (!query.data) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader title="Overview" />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton />
        )}
      </Page>
    );
  }
  const { project, waitingForMe, broken, stuckPolicies, setAside, hours, events } = query.data;
  const { hasDestinations, mayManage, sees } = query.data;
  const quiet = waitingForMe === 0 && broken.length === 0 && stuckPolicies.length === 0 && setAside === 0;
  return (
    <Page>
      <PageHeader
        title={project.name}
        purpose="What waits for you, what is broken, and what happened."
        action={<LiveIndicator {...live} />}
      />
      {waitingForMe > 0 ? (
        <Callout
          tone="info"
          title={
            waitingForMe === 1
              ? "1 access request waits for your decision"
              : `${waitingForMe} access requests wait for your decision`
          }
          action={
            <Button variant="primary" asChild>
              <Link href={`${base}/access-requests`}>
                <Inbox aria-hidden />
                Review
              </Link>
            </Button>
          }
        />
      ) : null}
      <Broken
        projectId={projectId}
        organizationId={project.organizationId}
        broken={broken}
        mayManage={mayManage}
        stuckPolicies={stuckPolicies}
        setAside={setAside}
      />
      {quiet ? (
        <p className="flex items-center gap-2 text-muted">
          <CircleCheck aria-hidden className="size-4 text-ok" />
          {sees.notifications ? "Nothing waits for you and nothing is broken." : "Nothing waits for you."}
        </p>
      ) : null}
      {sees.deliveries && (hasDestinations || !sees.notifications) ? (
        <Card title="Deliveries of the last 24 hours">
          <StackedBarChart
            title="Deliveries of the last 24 hours, by the hour in which they were accepted"
            series={series}
            data={hours.map(({ at, ...values }) => ({ label: hourLabel(at), values }))}
          />
        </Card>
      ) : null}
      {sees.notifications && !hasDestinations ? <NoChannel base={base} mayManage={mayManage} /> : null}
      {sees.events ? <LatestEvents base={base} events={events} /> : null}
    </Page>
  );
}

function NoChannel({ base, mayManage }: { base: string; mayManage: boolean }) {
  return (
    <EmptyState
      icon={<Bell />}
      title="No channel gets this project’s events yet"
      why="Choose which events go to which Slack channels; every message leads back to the very item."
      action={
        mayManage ? (
          <Button variant="primary" asChild>
            <Link href={`${base}/notifications/new`}>Add a channel</Link>
          </Button>
        ) : (
          "A project admin can add one under Notifications."
        )
      }
    />
  );
}

function LatestEvents({ base, events }: { base: string; events: readonly EventRow[] }) {
  return (
    <Card
      title="Latest events"
      flush
      actions={
        events.length > 0 ? (
          <Button size="sm" asChild>
            <Link href={`${base}/events`}>All events</Link>
          </Button>
        ) : undefined
      }
    >
      <DataTable
        bare
        caption="Latest events"
        columns={columns}
        rows={events}
        getKey={(row) => row.id}
        href={(row) => `${base}/events/${row.id}`}
        empty={
          <EmptyState
            bare
            title="Nothing happened yet"
            why="Requests, reviews and other changes of this project stand here."
          />
        }
      />
    </Card>
  );
}
