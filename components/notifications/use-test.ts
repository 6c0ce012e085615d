"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";

/** Sends a marked sample to a destination; its health and deliveries are read anew afterwards. */
export function useTest() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.notifications.sendTest.mutationOptions({
      onSettled: () =>
        Promise.all([
          client.invalidateQueries({ queryKey: trpc.notifications.pathKey() }),
          client.invalidateQueries({ queryKey: trpc.deliveries.pathKey() }),
          client.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        ]),
    }),
  );
}
