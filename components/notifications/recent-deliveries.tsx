"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { EventName } from "#components/deliveries/event-cell.tsx";
import { NextStep } from "#components/deliveries/next-step.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DeliveryStateBadge } from "#components/deliveries/state-badge.tsx";
import type { DeliveryList } from "#components/deliveries/types.ts";
import { liveQuery } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type Row = DeliveryList["deliveries"][number];

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "event",
    header: "Event",
    primary: true,
    cell: (row) => <EventName title={row.event.title} type={row.event.type} />,
  },
  {
    id: "state",
    header: "State",
    cell: (row) => <DeliveryStateBadge state={row.state} parked={row.parked !== null} />,
  },
  // What is parked waits for what the page says at its top.
  {
    id: "next",
    header: "What comes next",
    cell: (row) => (row.parked === null ? <NextStep row={row} /> : null),
  },
  {
    id: "time",
    header: "Accepted",
    align: "right",
    cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
  },
];

/** The latest deliveries of one destination. */
export function RecentDeliveries(props: { projectId: string; destinationId: string }) {
  const { projectId, destinationId } = props;
  const trpc = useTRPC();
  const query = useQuery(
    trpc.deliveries.list.queryOptions({ projectId, destinationId, limit: 8 }, liveQuery),
  );
  const all = `/projects/${projectId}/deliveries?destination=${destinationId}`;
  return (
    <Card
      flush
      title="Recent deliveries"
      actions={
        query.data && query.data.deliveries.length > 0 ? (
          <Button size="sm" asChild>
            <Link href={all}>All deliveries</Link>
          </Button>
        ) : undefined
      }
    >
      {query.isError && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : (
        <DataTable
          bare
          caption="Recent deliveries"
          columns={columns}
          rows={query.data?.deliveries ?? []}
          getKey={(row) => row.id}
          href={(row) => `/projects/${projectId}/deliveries/${row.id}`}
          loading={query.isPending}
          empty={
            <EmptyState bare title="No deliveries yet" why="Events that this channel wants stand here." />
          }
        />
      )}
    </Card>
  );
}
