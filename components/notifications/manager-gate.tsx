"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";

interface ManagerGateProps {
  projectId: string;
  children: ReactNode;
}

/** What only those who may manage notifications begin with; others are refused at once, before any choice. */
export function ManagerGate({ projectId, children }: ManagerGateProps) {
  const trpc = useTRPC();
  const setup = useQuery(trpc.notifications.integrations.queryOptions({ projectId }));
  if (setup.data) return children;
  return (
    <Page>
      {setup.isError ? (
        <>
          <PageHeader
            title="Add a destination"
            back={{ label: "Notifications", href: `/projects/${projectId}/notifications` }}
          />
          <LoadFailure error={setup.error} onRetry={() => setup.refetch()} pending={setup.isFetching} />
        </>
      ) : (
        <PageSkeleton content="form" />
      )}
    </Page>
  );
}
