"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { CircleCheck } from "lucide-react";
import { Foundations } from "#components/instance-health/foundations.tsx";
import { outboxWords, queueWords } from "#components/instance-health/health-words.ts";
import { ProcessTable } from "#components/instance-health/process-table.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { every, liveQuery, useLive } from "#components/trpc/use-live.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LiveIndicator } from "#components/ui/live-indicator.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { StackedBarChart } from "#components/ui/stacked-bar-chart.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

/** How the instance stands, as the server tells it. */
export type Health = inferRouterOutputs<AppRouter>["instanceHealth"]["get"];

const titles: Readonly<Record<Health["checks"][number]["name"], string>> = {
  database: "The database does not answer",
  migrations: "The database has other tables than this version",
  sequencer: "Events do not go out",
  worker: "Nobody delivers",
  deliveries: "Deliveries stand still",
};

const series = [
  { key: "due", label: "Due", tone: "info" },
  {
    key: "later",
    label: "Waiting for a later try, a mended destination or the end of a pause",
    tone: "waiting",
  },
] as const;

const timeLabel = (at: Date) =>
  `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

/** What stands in the way first, then processes, what waits, and what it all stands on. */
export function HealthPage() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.instanceHealth.get.queryOptions(undefined, { ...liveQuery, refetchInterval: every(10_000) }),
  );
  const live = useLive(query);
  if (!query.data) {
    return (
      <Page>
        {query.isError ? (
          <>
            <PageHeader title="Health" />
            <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
          </>
        ) : (
          <PageSkeleton />
        )}
      </Page>
    );
  }
  const health = query.data;
  return (
    <Page>
      <PageHeader
        title="Health"
        purpose="Whether this instance does its work, and what it stands on."
        action={<LiveIndicator {...live} />}
      />
      <Checks checks={health.checks} />
      <ProcessTable processes={health.processes} />
      <Card title="What waits">
        <p>{queueWords(health.queue)}</p>
        <p className="mt-1 text-muted">{outboxWords(health.sequencer)}</p>
        <WaitedChart samples={health.samples} />
      </Card>
      <Foundations health={health} />
    </Page>
  );
}

function Checks({ checks }: { checks: Health["checks"] }) {
  const failed = checks.filter((one) => !one.ok);
  if (failed.length === 0) {
    return (
      <p className="flex items-center gap-2 text-muted">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
        Everything works: events are taken as they come, and workers come to every destination in time.
      </p>
    );
  }
  return failed.map((one) => (
    <Callout key={one.name} tone="danger" title={titles[one.name]}>
      {one.message}
    </Callout>
  ));
}

function WaitedChart({ samples }: { samples: Health["samples"] }) {
  if (samples.every((one) => one.due + one.later === 0)) {
    return <p className="mt-1 text-muted">In the last 24 hours nothing waited for longer than a moment.</p>;
  }
  return (
    <StackedBarChart
      className="mt-4"
      title="The most deliveries that waited at once, by half hour of the last 24 hours"
      figure="most"
      series={series}
      data={samples.map(({ at, ...values }) => ({ label: timeLabel(at), values }))}
    />
  );
}
