"use client";

import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useEffect, useState } from "react";
import { useTRPC } from "#components/trpc/provider.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

/** Where channels are looked for. */
export type Place = { projectId: string; integrationId: string };
/** A channel as a picker needs it. */
export type Channel = NonNullable<inferRouterOutputs<AppRouter>["integrations"]["channel"]>;

const pauseMs = 180;

/** The text as it was a moment ago, so that not every key stroke asks the server. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** While a list is being fetched, how often it is read anew. */
const growingMs = 2_000;

/** Channels that fit what was typed, while `open`; a list that is being fetched is seen to grow. */
export function useChannelSearch(place: Place, typed: string, open: boolean) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useSettled(typed);
  const search = useQuery(
    trpc.integrations.searchChannels.queryOptions(
      { ...place, query },
      {
        enabled: open,
        placeholderData: keepPreviousData,
        staleTime: 30_000,
        refetchInterval: ({ state }) => (state.data?.fetching ? growingMs : false),
      },
    ),
  );
  const refresh = useMutation(
    trpc.integrations.refreshChannels.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.integrations.searchChannels.pathFilter()),
    }),
  );
  return { search, refresh, query };
}

/** What is known of the chosen channels, in their order; null where only the id is known. */
export function useChosen(place: Place, ids: readonly string[]): { id: string; channel: Channel | null }[] {
  const trpc = useTRPC();
  const found = useQueries({
    queries: ids.map((channelId) =>
      trpc.integrations.channel.queryOptions(
        { ...place, channelId },
        { staleTime: Number.POSITIVE_INFINITY },
      ),
    ),
  });
  return ids.map((id, index) => ({ id, channel: found[index]?.data ?? null }));
}

/** Remembers a channel just seen, so that its name is there the moment it is chosen. */
export function useRemember(place: Place): (channel: Channel) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (channel) => {
    const key = trpc.integrations.channel.queryKey({ ...place, channelId: channel.channelId });
    queryClient.setQueryData(key, channel);
  };
}
