"use client";

import { useQuery } from "@tanstack/react-query";
import { AttentionCallout } from "#components/attention/attention-callout.tsx";
import { every } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";

interface OrganizationAttentionProps {
  organizationId: string;
  /** Of what it tells: everything, or connections only. */
  show?: "all" | "connections";
}

/** What needs attention in an organization; nothing where all is well. A failure to load it is told by the page around. */
export function OrganizationAttention({ organizationId, show = "all" }: OrganizationAttentionProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.attention.organization.queryOptions({ organizationId }, { refetchInterval: every(15_000) }),
  );
  const items = (query.data?.items ?? []).filter((item) => show === "all" || item.of === "integration");
  if (items.length === 0) return null;
  return (
    <section aria-label="Needs attention" className="flex flex-col gap-3">
      {items.map((item) => (
        <AttentionCallout
          key={`${item.of}/${item.id}`}
          organizationId={organizationId}
          item={item}
          mayMend={item.mayMend}
          withProject
        />
      ))}
    </section>
  );
}
