"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useMended } from "#components/attention/use-mended.ts";
import { useTRPC } from "#components/trpc/provider.tsx";

/**
 * Sends a marked sample to a destination; its health and deliveries are read anew afterwards. `trouble` is what the page
 * says stands in the way, or null: an answer that no longer fits it is dropped.
 */
export function useTest(trouble: string | null) {
  const trpc = useTRPC();
  const refresh = useMended();
  const test = useMutation(
    trpc.notifications.sendTest.mutationOptions({
      onSettled: refresh,
    }),
  );
  const dropStale = useEffectEvent((now: string | null) => {
    const { data, error } = test;
    if (!data && !error) return;
    const fits = data?.delivered ? now === null : now !== null && (error !== null || data?.sentence === now);
    if (!fits) test.reset();
  });
  useEffect(() => dropStale(trouble), [trouble]);
  return test;
}
