"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";

const refetchInterval = 15_000;

/** What waits for me and what needs attention in the current project, for the nav. */
export function useBadges(projectId: string | undefined) {
  const trpc = useTRPC();
  const enabled = projectId !== undefined;
  const { data } = useQuery(
    trpc.overview.badges.queryOptions({ projectId: projectId ?? "" }, { enabled, refetchInterval }),
  );
  return {
    requests: { count: data?.waitingForMe ?? 0, label: "waiting for you" },
    trouble: { count: data?.needAttention ?? 0, label: "need attention" },
  };
}
