"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { Remedies } from "#components/attention/remedies.tsx";
import { TroubleWords } from "#components/attention/trouble-words.tsx";
import { AttemptTimeline } from "#components/deliveries/attempt-timeline.tsx";
import { EventPlace } from "#components/deliveries/event-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { RedeliverButton } from "#components/deliveries/redeliver-button.tsx";
import { DeliveryStateBadge } from "#components/deliveries/state-badge.tsx";
import { SubscriptionSummary } from "#components/deliveries/subscription-summary.tsx";
import type { DeliveryDetail } from "#components/deliveries/types.ts";
import { liveQuery, useLive } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";

interface DeliveryDetailPageProps {
  projectId: string;
  deliveryId: string;
}

/** One delivery: how it stands and why, its attempts, what matched, and Redeliver. Live. */
export function DeliveryDetailPage({ projectId, deliveryId }: DeliveryDetailPageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ projectId, deliveryId }, liveQuery));
  const live = useLive(query);
  const base = `/projects/${projectId}`;
  if (!query.data) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader back={{ label: "Deliveries", href: `${base}/deliveries` }} title="Delivery" />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton content="form" />
        )}
      </Page>
    );
  }
  const delivery = query.data;
  const open = delivery.state === "waiting" || delivery.state === "sending";
  return (
    <Page>
      <PageHeader
        back={{ label: "Deliveries", href: `${base}/deliveries` }}
        title={`${delivery.event.title} to ${delivery.destination.name}`}
        status={<DeliveryStateBadge state={delivery.state} parked={delivery.waiting?.parked} />}
        action={
          <>
            <LiveIndicator {...live} />
            {delivery.link ? (
              <Button asChild>
                <a href={delivery.link} target="_blank" rel="noreferrer">
                  <ExternalLink aria-hidden />
                  Open in Slack
                </a>
              </Button>
            ) : null}
            {delivery.mayRedeliver && !open ? (
              <RedeliverButton projectId={projectId} delivery={delivery} />
            ) : null}
          </>
        }
      />
      <Standing delivery={delivery} base={base} />
      <Card title="Requests">
        <AttemptTimeline attempts={delivery.attempts} />
      </Card>
      <Card title="Delivery">
        <Facts delivery={delivery} base={base} />
      </Card>
      <Card title="Subscriptions that matched" description="As they stand now.">
        {delivery.subscriptions.length === 0 ? (
          <p className="text-muted">
            {delivery.event.notice
              ? "None: a notice goes to the project’s fallback destination, whatever is subscribed."
              : "They do not exist any more."}
          </p>
        ) : (
          <ul className="flex flex-col gap-3">
            {delivery.subscriptions.map((subscription) => (
              <li key={subscription.id}>
                <SubscriptionSummary subscription={subscription} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Page>
  );
}

/** Why it waits, or how it ended. */
function Standing({ delivery, base }: { delivery: DeliveryDetail; base: string }) {
  const { waiting, state, reason } = delivery;
  const { trouble, destination, organizationId } = delivery;
  if (waiting?.parked && trouble) {
    return (
      <Callout
        tone="danger"
        title={
          <>
            <Link
              href={`${base}/notifications/${destination.id}`}
              className="underline-offset-4 hover:underline"
            >
              {destination.name}
            </Link>{" "}
            needs attention
          </>
        }
      >
        <TroubleWords trouble={trouble} since={null} waiting={0} />
        {delivery.mayMend ? (
          <Remedies
            organizationId={organizationId}
            destination={{ ...destination, project: { id: delivery.projectId } }}
            trouble={trouble}
          />
        ) : (
          <p className="mt-1">Ask a project admin to mend it.</p>
        )}
      </Callout>
    );
  }
  if (waiting) {
    return (
      <Callout tone="info">
        {waiting.sentence}
        {waiting.until ? (
          <>
            {" "}
            The next try is <RelativeTime date={waiting.until} />, at <ExactTime date={waiting.until} />.
          </>
        ) : null}
      </Callout>
    );
  }
  if (state === "delivered") {
    return delivery.maybeDuplicate ? (
      <Callout tone="info">
        The message may have been sent before, so it may stand there twice. It is marked as a possible
        duplicate.
      </Callout>
    ) : null;
  }
  const bad = state === "failed" || state === "rejected";
  return <Callout tone={bad ? "danger" : "neutral"}>{reason ?? "No reason was kept."}</Callout>;
}

function Facts({ delivery, base }: { delivery: DeliveryDetail; base: string }) {
  const { event, destination } = delivery;
  return (
    <DescriptionList
      items={[
        {
          term: "Event",
          value: (
            <Link href={`${base}/events/${event.id}`} className="underline underline-offset-4">
              {event.title}
            </Link>
          ),
        },
        { term: "Type", value: <Code plain>{event.type}</Code> },
        {
          term: "Destination",
          value: destination.deleted ? (
            <span>{destination.name} (deleted)</span>
          ) : (
            <Link href={`${base}/notifications/${destination.id}`} className="underline underline-offset-4">
              {destination.name}
              {destination.alias ? ` in ${destination.alias}` : ""}
            </Link>
          ),
        },
        {
          term: "Environment and path",
          value: <EventPlace environment={event.environment} secretPath={event.secretPath} />,
        },
        { term: "Subject", value: <Code plain>{event.subject}</Code> },
        {
          term: "Priority",
          value: delivery.laneClass === "urgent" ? "Urgent, before normal ones" : "Normal",
        },
        { term: "Accepted", value: <ExactTime date={delivery.createdAt} /> },
        {
          term: "Sent",
          value: delivery.deliveredAt ? <ExactTime date={delivery.deliveredAt} /> : undefined,
        },
        ...(delivery.redeliveries > 0
          ? [
              {
                term: "Redelivered",
                value: delivery.redeliveries === 1 ? "Once" : `${delivery.redeliveries} times`,
              },
            ]
          : []),
        { term: "Delivery id", value: <Code copy={delivery.id}>{delivery.id}</Code> },
      ]}
    />
  );
}
