"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";

const refetchInterval = 15_000;

const needing = (count: number) => ({ count, label: count === 1 ? "needs attention" : "need attention" });

/** What waits for me and what needs attention in the current project or organization, for the nav. */
export function useBadges(projectId: string | undefined, organizationId: string | undefined) {
  const trpc = useTRPC();
  const enabled = projectId !== undefined;
  const { data } = useQuery(
    trpc.overview.badges.queryOptions({ projectId: projectId ?? "" }, { enabled, refetchInterval }),
  );
  const organization = useQuery(
    trpc.attention.organizationBadges.queryOptions(
      { organizationId: organizationId ?? "" },
      { enabled: organizationId !== undefined && projectId === undefined, refetchInterval },
    ),
  );
  return {
    requests: { count: data?.waitingForMe ?? 0, label: "waiting for you" },
    integrations: needing(organization.data?.brokenIntegrations ?? 0),
    trouble: needing(data?.needAttention ?? 0),
  };
}
