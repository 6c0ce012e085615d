"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import Link from "next/link";
import { EventName, EventPlace } from "#components/deliveries/event-cell.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { type DeliveryState, DeliveryStateBadge, stateWord } from "#components/deliveries/state-badge.tsx";
import type { DeliveryList } from "#components/deliveries/types.ts";
import { every, liveQuery, useLive } from "#components/trpc/use-live.ts";
import { NextStep } from "#components/deliveries/next-step.tsx";
import { RedeliverMany } from "#components/deliveries/redeliver-many.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilteredOut } from "#components/ui/filtered-out.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { newestFirstFooter } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type Row = DeliveryList["deliveries"][number];

const states: readonly DeliveryState[] = [
  "waiting",
  "sending",
  "delivered",
  "failed",
  "rejected",
  "cancelled",
  "expired",
];
const isState = (value: string): value is DeliveryState => states.some((state) => state === value);

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "event",
    header: "Event",
    primary: true,
    cell: (row) => <EventName title={row.event.title} type={row.event.type} />,
  },
  {
    id: "destination",
    header: "Destination",
    className: "sm:whitespace-nowrap",
    cell: (row) => <DestinationName row={row} />,
  },
  {
    id: "state",
    header: "State",
    cell: (row) => <DeliveryStateBadge state={row.state} parked={row.parked !== null} />,
  },
  {
    id: "place",
    header: "Environment and path",
    cell: (row) => <EventPlace short environment={row.event.environment} secretPath={row.event.secretPath} />,
  },
  { id: "next", header: "What comes next", cell: (row) => <NextStep row={row} />, hideOnPhone: true },
  {
    id: "time",
    header: "Accepted",
    align: "right",
    cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
  },
];

function DestinationName({ row }: { row: Row }) {
  return (
    <span>
      {row.destination.name}
      {row.destination.deleted ? <span className="text-muted"> (deleted)</span> : null}
    </span>
  );
}

/** The project's deliveries: live, filtered by the URL. */
export function DeliveryListPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const state = filters.read("state");
  const common = {
    projectId,
    destinationId: filters.read("destination"),
    attemptId: filters.read("attempt"),
    eventType: filters.read("event"),
    environment: filters.read("environment"),
    text: filters.read("text"),
  };
  const input = {
    ...common,
    states: state && isState(state) ? [state] : [],
    before: filters.read("before"),
    after: filters.read("after"),
  };
  const list = useQuery(
    trpc.deliveries.list.queryOptions(input, { ...liveQuery, placeholderData: keepPreviousData }),
  );
  const counts = useQuery(
    trpc.deliveries.counts.queryOptions(common, {
      ...liveQuery,
      // To count what a filter leaves, the database looks at all there is.
      refetchInterval: every(filters.filtered ? 30_000 : 6_000),
    }),
  );
  const options = useQuery(trpc.deliveries.filterOptions.queryOptions({ projectId }));
  const types = useQuery(trpc.notifications.eventTypes.queryOptions({ projectId }));
  const live = useLive(list);
  const countOf = (one: string) => {
    const group = counts.data?.find(({ state }) => state === one);
    return `${(group?.count ?? 0).toLocaleString("en")}${group?.more ? "+" : ""}`;
  };

  return (
    <Page width="full">
      <PageHeader
        title="Deliveries"
        purpose={
          common.attemptId
            ? "What one message carried, newest first. Clear the filters to see all deliveries."
            : "What was sent where, what waits and why, newest first."
        }
        action={
          <span className="flex flex-wrap items-center gap-3">
            <LiveIndicator {...live} />
            {list.data?.mayRedeliver && list.data.deliveries.length > 0 ? (
              <RedeliverMany filter={{ ...common, states: input.states }} filtered={filters.filtered} />
            ) : null}
          </span>
        }
      />
      <FilterBar
        filters={filters}
        textLabel="Search subject or path"
        choices={[
          {
            name: "state",
            label: "State",
            any: "Any state",
            options: states.map((value) => ({ value, label: `${stateWord(value)} (${countOf(value)})` })),
          },
          {
            name: "destination",
            label: "Destination",
            any: "Any destination",
            options: (options.data?.destinations ?? []).map(({ id, name, deleted }) => ({
              value: id,
              label: deleted ? `${name} (deleted)` : name,
            })),
          },
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
            options: (options.data?.environments ?? []).map((slug) => ({ value: slug, label: slug })),
          },
        ]}
      />
      {list.isError && !list.data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <DataTable
          caption="Deliveries"
          columns={columns}
          rows={list.data?.deliveries ?? []}
          getKey={(row) => row.id}
          href={(row) => `/projects/${projectId}/deliveries/${row.id}`}
          loading={list.isPending}
          empty={
            <NothingHere projectId={projectId} filtered={filters.filtered} clearHref={filters.clearHref} />
          }
          footer={newestFirstFooter(filters, list.data)}
        />
      )}
    </Page>
  );
}

function NothingHere(props: { projectId: string; filtered: boolean; clearHref: string }) {
  if (props.filtered) {
    return <FilteredOut icon={<Send />} title="No delivery fits this filter" clearHref={props.clearHref} />;
  }
  return (
    <EmptyState
      icon={<Send />}
      title="No deliveries yet"
      why="Each event that a channel wants stands here, with every try and its answer. Choose which channels get which events under Notifications."
      action={
        <Button asChild>
          <Link href={`/projects/${props.projectId}/notifications`}>Notifications</Link>
        </Button>
      }
    />
  );
}
