"use client";

import { useMutation } from "@tanstack/react-query";
import { useMended } from "#components/attention/use-mended.ts";
import { useTRPC } from "#components/trpc/provider.tsx";

/** Sends a marked sample to a destination; its health and deliveries are read anew afterwards. */
export function useTest() {
  const trpc = useTRPC();
  const refresh = useMended();
  return useMutation(
    trpc.notifications.sendTest.mutationOptions({
      onSettled: refresh,
    }),
  );
}
