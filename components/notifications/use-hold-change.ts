"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

/** After a change of when a destination holds back: shows it everywhere, and says what happened. */
export function useHoldChanged(): (told: string) => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  return async (told) => {
    await Promise.all([
      client.invalidateQueries({ queryKey: trpc.notifications.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.deliveries.pathKey() }),
    ]);
    toastSuccess(told);
  };
}
