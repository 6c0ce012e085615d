"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";

/** A project's pages; for somebody who is not in it, only that nothing is there, in the place of any of them. */
export function ProjectGate({ projectId, children }: { projectId: string; children: ReactNode }) {
  const trpc = useTRPC();
  // The nav asks the same, so this costs no request of its own.
  const badges = useQuery(trpc.overview.badges.queryOptions({ projectId }));
  if (!badges.isError || refusalOf(badges.error).code !== "not_found") return children;
  return (
    <Page>
      <PageHeader title="Project" />
      <LoadFailure error={badges.error} onRetry={() => badges.refetch()} pending={badges.isFetching} />
    </Page>
  );
}
