"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, MessageSquareShare } from "lucide-react";
import Link from "next/link";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddSlackForm } from "#components/notifications/add-slack-form.tsx";
import { NoIntegration } from "#components/notifications/no-integration.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";

interface AddNotificationPageProps {
  projectId: string;
  /** Chosen in the URL; null shows the choice. */
  platform: "slack" | null;
}

/** Add → Slack → integration → channels per event. */
export function AddNotificationPage({ projectId, platform }: AddNotificationPageProps) {
  const base = `/projects/${projectId}/notifications`;
  if (platform === null) {
    return (
      <Page>
        <PageHeader
          back={{ label: "Notifications", href: base }}
          title="Add a destination"
          purpose="Choose the platform that gets this project’s events."
        />
        <ul className="flex max-w-xl flex-col gap-3">
          <li>
            <Link
              href={`${base}/new?platform=slack`}
              className="flex items-center gap-4 rounded-lg border bg-surface p-4 transition-colors hover:bg-hover"
            >
              <MessageSquareShare aria-hidden className="size-5 shrink-0 text-muted" />
              <span className="flex min-w-0 grow flex-col">
                <span className="font-medium">Slack</span>
                <span className="text-muted">
                  Channels of a connected workspace, public and private ones.
                </span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </Link>
          </li>
        </ul>
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader
        back={{ label: "Notifications", href: base }}
        title="Add Slack channels"
        purpose="Choose a workspace, and for each event the channels that get it."
      />
      <SlackSetup projectId={projectId} />
    </Page>
  );
}

function SlackSetup({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const setup = useQuery(trpc.notifications.integrations.queryOptions({ projectId }));
  const types = useQuery(trpc.notifications.eventTypes.queryOptions({ projectId }));
  const failed = [setup, types].find((query) => query.isError);
  if (failed) {
    return <LoadFailure error={failed.error} onRetry={() => failed.refetch()} pending={failed.isFetching} />;
  }
  if (!setup.data || !types.data) return <FormSkeleton />;
  if (setup.data.integrations.length === 0) return <NoIntegration setup={setup.data} />;
  return <AddSlackForm projectId={projectId} setup={setup.data} families={types.data.families} />;
}
