"use client";

import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DestinationDanger } from "#components/notifications/destination-danger.tsx";
import { DestinationHealth } from "#components/notifications/destination-health.tsx";
import { DestinationName } from "#components/notifications/destination-name.tsx";
import { HoldBadge } from "#components/notifications/hold-badge.tsx";
import { HoldingCard } from "#components/notifications/holding-card.tsx";
import { HealthBadge } from "#components/notifications/health-badge.tsx";
import { RecentDeliveries } from "#components/notifications/recent-deliveries.tsx";
import { WhereItGoes } from "#components/notifications/where-it-goes.tsx";
import { SubscriptionList } from "#components/notifications/subscription-list.tsx";
import { TestAndPreview } from "#components/notifications/test-and-preview.tsx";
import { every } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";

interface DestinationPageProps {
  projectId: string;
  destinationId: string;
}

/** One destination: health with its remedy, subscriptions, Test and Preview, deliveries, disable and delete. */
export function DestinationPage({ projectId, destinationId }: DestinationPageProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.notifications.get.queryOptions(
      { projectId, destinationId },
      { refetchInterval: every(5_000), staleTime: 0 },
    ),
  );
  if (!query.data) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader
              back={{ label: "Notifications", href: `/projects/${projectId}/notifications` }}
              title="Destination"
            />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton content="form" />
        )}
      </Page>
    );
  }
  const { destination, organizationId, mayManage } = query.data;
  const parts = { projectId, destination, mayManage };
  return (
    <Page>
      <PageHeader
        back={{ label: "Notifications", href: `/projects/${projectId}/notifications` }}
        title={<DestinationName name={destination.name} isPrivate={destination.channelIsPrivate} />}
        purpose={destination.place.sentence}
        status={
          <>
            <HealthBadge destination={destination} />
            <HoldBadge destination={destination} />
          </>
        }
      />
      <DestinationHealth {...parts} organizationId={organizationId} />
      <SubscriptionList {...parts} />
      <TestAndPreview {...parts} />
      {mayManage ? <WhereItGoes projectId={projectId} destination={destination} /> : null}
      <HoldingCard {...parts} />
      <RecentDeliveries projectId={projectId} destinationId={destinationId} />
      {mayManage ? <DestinationDanger projectId={projectId} destination={destination} /> : null}
    </Page>
  );
}
