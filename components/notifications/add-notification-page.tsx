"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, MessageSquareShare, Webhook } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { AddSlackForm } from "#components/notifications/add-slack-form.tsx";
import { AddWebhookForm } from "#components/notifications/add-webhook-form.tsx";
import { NoIntegration } from "#components/notifications/no-integration.tsx";
import type { Platform } from "#components/notifications/platform.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";

interface AddNotificationPageProps {
  projectId: string;
  /** Chosen in the URL; null shows the choice. */
  platform: Platform | null;
}

/** What a destination of a platform is, and how one sets it up. */
const platforms: Record<
  Platform,
  {
    label: string;
    what: string;
    icon: ReactNode;
    title: string;
    purpose: string;
    setUp: (projectId: string) => ReactNode;
  }
> = {
  slack: {
    label: "Slack",
    what: "Channels of a connected workspace, public and private ones.",
    icon: <MessageSquareShare />,
    title: "Add Slack channels",
    purpose: "Choose a workspace, and for each event the channels that get it.",
    setUp: (projectId) => <SlackSetup projectId={projectId} />,
  },
  "slack-webhook": {
    label: "Slack webhook",
    what: "One channel through an incoming webhook that you make in Slack, without connecting the workspace.",
    icon: <Webhook />,
    title: "Add a Slack webhook",
    purpose: "Paste the address of an incoming webhook, and choose the events that go there.",
    setUp: (projectId) => <WebhookSetup projectId={projectId} />,
  },
};

/** Add → Slack → integration → channels per event, or Add → Slack webhook. */
export function AddNotificationPage({ projectId, platform }: AddNotificationPageProps) {
  const base = `/projects/${projectId}/notifications`;
  const back = { label: "Notifications", href: base };
  if (platform !== null) {
    const { title, purpose, setUp } = platforms[platform];
    return (
      <Page>
        <PageHeader back={back} title={title} purpose={purpose} />
        {setUp(projectId)}
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader
        back={back}
        title="Add a destination"
        purpose="Choose the platform that gets this project’s events."
      />
      <ul className="flex max-w-xl flex-col gap-3">
        {Object.entries(platforms).map(([key, { label, what, icon }]) => (
          <li key={key}>
            <Link
              href={`${base}/new?platform=${key}`}
              className="flex items-center gap-4 rounded-lg border bg-surface p-4 transition-colors hover:bg-hover"
            >
              <span aria-hidden className="shrink-0 text-muted [&_svg]:size-5">
                {icon}
              </span>
              <span className="flex min-w-0 grow flex-col">
                <span className="font-medium">{label}</span>
                <span className="text-muted">{what}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
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

function WebhookSetup({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const types = useQuery(trpc.notifications.eventTypes.queryOptions({ projectId }));
  if (types.isError) {
    return <LoadFailure error={types.error} onRetry={() => types.refetch()} pending={types.isFetching} />;
  }
  if (!types.data) return <FormSkeleton />;
  return <AddWebhookForm projectId={projectId} {...types.data} />;
}
