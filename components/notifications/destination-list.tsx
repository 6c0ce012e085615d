"use client";

import { RowRemedy } from "#components/attention/remedies.tsx";
import { DestinationName } from "#components/notifications/destination-name.tsx";
import { HoldBadge } from "#components/notifications/hold-badge.tsx";
import { HealthBadge } from "#components/notifications/health-badge.tsx";
import { typesByFilter } from "#components/notifications/types-by-filter.ts";
import type { Destination } from "#components/notifications/types.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface DestinationListProps {
  projectId: string;
  organizationId: string;
  destinations: readonly Destination[];
  mayManage: boolean;
}

type ColumnsProps = Omit<DestinationListProps, "destinations">;

const columnsWith = (props: ColumnsProps): readonly DataTableColumn<Destination>[] => [
  {
    id: "name",
    header: "Destination",
    primary: true,
    className: "sm:whitespace-nowrap",
    cell: (row) => <DestinationName name={row.name} isPrivate={row.channelIsPrivate} />,
  },
  {
    id: "through",
    header: "Through",
    className: "sm:whitespace-nowrap",
    cell: (row) => row.place.through ?? <span className="text-muted">Removed</span>,
  },
  { id: "events", header: "Events", cell: (row) => <Events destination={row} /> },
  {
    id: "health",
    header: "Health",
    cell: (row) => (
      <span className="flex min-w-0 flex-col items-start gap-1 max-sm:items-end">
        <HealthBadge destination={row} />
        <HoldBadge destination={row} />
        {row.trouble ? (
          <>
            <span className="line-clamp-2 max-w-md text-sm text-muted max-sm:hidden">
              {row.trouble.sentence}
            </span>
            <MainRemedy {...props} destination={row} trouble={row.trouble} />
          </>
        ) : null}
      </span>
    ),
  },
  {
    id: "waiting",
    header: "Waiting",
    align: "right",
    cell: (row) => (row.waiting === 0 ? <span className="text-muted">0</span> : row.waiting),
  },
  {
    id: "last",
    header: "Last delivery",
    align: "right",
    cell: (row) =>
      row.lastDeliveredAt ? (
        <RelativeTime date={row.lastDeliveredAt} className="text-muted" />
      ) : (
        <span className="text-muted">Never</span>
      ),
  },
];

/** The button that mends it where a list has room for one; what has none is mended on the destination's page. */
function MainRemedy(
  props: ColumnsProps & { destination: Destination; trouble: NonNullable<Destination["trouble"]> },
) {
  const { projectId, organizationId, destination, trouble, mayManage } = props;
  if (!mayManage) return null;
  return (
    <RowRemedy
      organizationId={organizationId}
      destination={{ ...destination, project: { id: projectId } }}
      trouble={trouble}
    />
  );
}

/** The events that a destination gets, shortened. */
function Events({ destination }: { destination: Destination }) {
  const live = destination.subscriptions.filter((subscription) => subscription.enabled);
  const { always, filtered } = typesByFilter(live);
  const types = always.length > 0 ? always : filtered;
  if (types.length === 0) return <span className="text-muted">None</span>;
  const shown = types.slice(0, 3);
  return (
    <span className="flex flex-wrap items-center gap-1 max-sm:justify-end">
      {shown.map((type) => (
        <Badge key={type} mono>
          {type === "*" ? "all events" : type}
        </Badge>
      ))}
      <MoreTypes
        more={types.length - shown.length}
        filtered={always.length > 0 ? filtered : []}
        allFiltered={always.length === 0}
      />
      {live.some((s) => s.matchError !== null) ? (
        <StatusBadge look="text" tone="danger">
          Cannot be judged
        </StatusBadge>
      ) : null}
    </span>
  );
}

/** What the badges leave out: how many more types, and which only come under a filter. */
function MoreTypes(props: { more: number; filtered: readonly string[]; allFiltered: boolean }) {
  const { more, filtered, allFiltered } = props;
  const count = filtered.includes("*") ? "all others" : filtered.length;
  const words = [
    more > 0 ? `and ${more} more` : "",
    filtered.length > 0 ? `and ${count} under a filter` : allFiltered ? "filtered" : "",
  ].filter((part) => part !== "");
  return words.length > 0 ? <span className="text-sm text-muted">{words.join(", ")}</span> : null;
}

/** The destinations of a project with what they get, their health and their last delivery. */
export function DestinationList({ destinations, ...props }: DestinationListProps) {
  return (
    <DataTable
      caption="Destinations"
      columns={columnsWith(props)}
      rows={destinations}
      getKey={(row) => row.id}
      href={(row) => `/projects/${props.projectId}/notifications/${row.id}`}
    />
  );
}
