"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";

/** Reads anew what shows how destinations stand, after something was done about one. */
export function useMended() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const parts = [
    trpc.notifications.pathKey(),
    trpc.deliveries.pathKey(),
    trpc.overview.pathKey(),
    trpc.attention.pathKey(),
    trpc.notices.pathKey(),
  ];
  return () => Promise.all(parts.map((queryKey) => client.invalidateQueries({ queryKey })));
}
