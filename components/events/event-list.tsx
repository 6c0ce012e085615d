"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import Link from "next/link";
import { EventName, EventPlace, EventSubject } from "#components/deliveries/event-cell.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { liveQuery, useLive } from "#components/trpc/use-live.ts";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { EventOutcome } from "#components/events/event-outcome.tsx";
import { SetAside } from "#components/events/set-aside.tsx";
import type { EventRow } from "#components/events/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilteredOut } from "#components/ui/filtered-out.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { newestFirstFooter } from "#components/ui/pagination.tsx";
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
  {
    id: "subject",
    header: "Subject",
    hideOnPhone: true,
    cell: (row) => <EventSubject subject={row.subject} />,
  },
  { id: "outcome", header: "Deliveries", cell: (row) => <EventOutcome deliveries={row.deliveries} /> },
  {
    id: "time",
    header: "When",
    align: "right",
    cell: (row) => <RelativeTime date={row.time} className="text-muted" />,
  },
];

const matches = [
  { value: "matched", label: "Sent somewhere" },
  { value: "unmatched", label: "Nothing matched" },
] as const;

/** The project's event log: live, filtered by the URL. */
export function EventListPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const input = {
    projectId,
    eventType: filters.read("event"),
    environment: filters.read("environment"),
    text: filters.read("text"),
    matched: matches.find((one) => one.value === filters.read("matched"))?.value,
    before: filters.read("before"),
    after: filters.read("after"),
  };
  const list = useQuery(
    trpc.events.list.queryOptions(input, { ...liveQuery, placeholderData: keepPreviousData }),
  );
  const types = useQuery(trpc.notifications.eventTypes.queryOptions({ projectId }));
  const live = useLive(list);
  return (
    <Page width="full">
      <PageHeader
        title="Events"
        purpose="What happened in this project, newest first, and where each event went."
        action={<LiveIndicator {...live} />}
      />
      <SetAside projectId={projectId} />
      <FilterBar
        filters={filters}
        textLabel="Search subject or path"
        choices={[
          {
            name: "event",
            label: "Event",
            any: "Any event",
            options: (types.data?.logged ?? []).map(({ type, title }) => ({ value: type, label: title })),
          },
          {
            name: "environment",
            label: "Environment",
            any: "Any environment",
            options: (types.data?.environments ?? []).map(({ slug }) => ({ value: slug, label: slug })),
          },
          { name: "matched", label: "Deliveries", any: "Sent or not", options: matches },
        ]}
      />
      {list.isError && !list.data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <DataTable
          caption="Events"
          columns={columns}
          rows={list.data?.events ?? []}
          getKey={(row) => row.id}
          href={(row) => `/projects/${projectId}/events/${row.id}`}
          loading={list.isPending}
          empty={
            <NothingHere filtered={filters.filtered} clearHref={filters.clearHref} projectId={projectId} />
          }
          footer={newestFirstFooter(filters, list.data)}
        />
      )}
    </Page>
  );
}

function NothingHere(props: { filtered: boolean; clearHref: string; projectId: string }) {
  if (props.filtered) {
    return <FilteredOut icon={<Activity />} title="No event fits this filter" clearHref={props.clearHref} />;
  }
  return (
    <EmptyState
      icon={<Activity />}
      title="No events yet"
      why="Every change that matters stands here, whether or not a channel wanted it. Ask for access to a path to make the first one."
      action={
        <Button asChild>
          <Link href={`/projects/${props.projectId}/access-requests/new`}>Ask for access</Link>
        </Button>
      }
    />
  );
}
