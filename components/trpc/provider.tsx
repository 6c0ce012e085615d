"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, isTRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { maxBatchSize } from "#server/trpc/batch-size.ts";
import type { AppRouter } from "#server/trpc/root.ts";

const context = createTRPCContext<AppRouter>();

/** The procedures as TanStack Query options: `useQuery(useTRPC().projects.list.queryOptions(…))`. */
export const useTRPC = context.useTRPC;

/** A signed-out person is led to the sign-in page and back. */
function onError(error: unknown): void {
  const signedOut = isTRPCClientError<AppRouter>(error) && error.data?.code === "UNAUTHORIZED";
  if (signedOut && !window.location.pathname.startsWith("/sign-in")) {
    const next = `${window.location.pathname}${window.location.search}`;
    window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
  }
}

/** Refusals stay refusals however often one asks; only a lost line is worth another try. */
function worthRetrying(failures: number, error: unknown): boolean {
  const refused = isTRPCClientError<AppRouter>(error) && error.data !== undefined && error.data !== null;
  return !refused && failures < 2;
}

function createClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { staleTime: 5_000, retry: worthRetrying }, mutations: { retry: false } },
  });
}

/** Gives every client component below it the procedures and one query cache. */
export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: "/api/trpc",
          transformer: superjson,
          maxURLLength: 6_000,
          maxItems: maxBatchSize,
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
