"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { EventPlace } from "#components/deliveries/event-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DeliveryStateBadge } from "#components/deliveries/state-badge.tsx";
import { liveQuery, useLive } from "#components/trpc/use-live.ts";
import type { EventDetail } from "#components/events/types.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";

type Delivery = EventDetail["deliveries"][number];

const columns: readonly DataTableColumn<Delivery>[] = [
  {
    id: "destination",
    header: "Destination",
    primary: true,
    className: "sm:whitespace-nowrap",
    cell: (row) => `${row.destination.name}${row.destination.deleted ? " (deleted)" : ""}`,
  },
  {
    id: "state",
    header: "State",
    cell: (row) => <DeliveryStateBadge state={row.state} parked={row.parked !== null} />,
  },
  {
    id: "why",
    header: "Why",
    hideOnPhone: true,
    cell: (row) => <span className="line-clamp-2 text-muted">{row.parked ?? row.reason ?? "–"}</span>,
  },
  {
    id: "sent",
    header: "Sent",
    align: "right",
    cell: (row) => (row.deliveredAt ? <RelativeTime date={row.deliveredAt} className="text-muted" /> : "–"),
  },
];

const severities = { info: "Normal", warning: "Warning", critical: "Critical, sent before normal ones" };

/** One event: its deliveries, why each subscription matched or not, its attributes and data. */
export function EventDetailPage({ projectId, eventId }: { projectId: string; eventId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.events.get.queryOptions({ projectId, eventId }, liveQuery));
  const live = useLive(query);
  const base = `/projects/${projectId}`;
  if (!query.data) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader back={{ label: "Events", href: `${base}/events` }} title="Event" />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton />
        )}
      </Page>
    );
  }
  const event = query.data;
  return (
    <Page>
      <PageHeader
        back={{ label: "Events", href: `${base}/events` }}
        title={event.title}
        purpose={
          <>
            Happened <RelativeTime date={event.time} />
          </>
        }
        action={<LiveIndicator {...live} />}
      />
      {event.deliveries.length > 0 ? (
        <Card title="Deliveries" flush>
          <DataTable
            bare
            caption="Deliveries of this event"
            columns={columns}
            rows={event.deliveries}
            getKey={(row) => row.id}
            href={(row) => `${base}/deliveries/${row.id}`}
          />
        </Card>
      ) : null}
      <Explanation event={event} base={base} />
      <Card title="Event">
        <DescriptionList
          items={[
            { term: "Type", value: <Code plain>{event.type}</Code> },
            {
              term: "Environment and path",
              value: <EventPlace environment={event.environment} secretPath={event.secretPath} />,
            },
            { term: "Subject", value: <Code copy={event.subject}>{event.subject}</Code> },
            { term: "Source", value: <Code plain>{event.source}</Code> },
            { term: "Severity", value: severities[event.severity] },
            { term: "Time", value: <ExactTime date={event.time} /> },
            { term: "Position", value: <Code plain>{event.position}</Code> },
            { term: "Event id", value: <Code copy={event.id}>{event.id}</Code> },
          ]}
        />
      </Card>
      <Card title="Data">
        <CodeBlock wrap code={JSON.stringify(event.data, null, 2)} />
      </Card>
    </Page>
  );
}

function Explanation({ event, base }: { event: EventDetail; base: string }) {
  const { explanation, whyNothing, notice } = event;
  const sentence = notice ?? whyNothing;
  return (
    <Card
      title={whyNothing ? "Why nothing matched" : "Why it went where it went"}
      description={
        explanation.length > 0 ? "Each subscription as it stood when the event happened." : undefined
      }
    >
      <div className="flex flex-col gap-4">
        {sentence ? (
          <Callout
            tone="info"
            action={
              <Button size="sm" asChild>
                <Link href={`${base}/notifications`}>Notifications</Link>
              </Button>
            }
          >
            {sentence}
          </Callout>
        ) : null}
        {explanation.length > 0 ? (
          <ul className="flex flex-col divide-y divide-line">
            {explanation.map((entry) => (
              <li
                key={entry.subscriptionId}
                className="grid gap-x-4 gap-y-1 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[12rem_8rem_1fr]"
              >
                <Link
                  href={`${base}/notifications/${entry.destinationId}`}
                  className="min-w-0 truncate font-medium underline-offset-4 hover:underline"
                >
                  {entry.destinationName}
                </Link>
                <StatusBadge
                  look="text"
                  tone={entry.matched ? "ok" : entry.reason === "error" ? "danger" : "neutral"}
                >
                  {entry.matched ? "Matched" : "Did not match"}
                </StatusBadge>
                <span className="text-muted">{entry.sentence}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Card>
  );
}
