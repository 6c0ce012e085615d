"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useDeferredValue } from "react";
import { ownAccessInWords } from "#components/access-requests/own-access-words.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { askedPathSchema, type SecretPermission } from "#server/access-requests/fields.ts";
import type { AppRouter } from "#server/trpc/root.ts";

export type OwnAccess = inferRouterOutputs<AppRouter>["access"]["mine"];

interface OwnAccessProps {
  projectId: string;
  environment: string;
  secretPath: string;
  permissions: readonly SecretPermission[];
  /** Whether some access approval policy covers what is asked for, so that a request would help. */
  covered: boolean;
}

/** Says, while one writes, what of it one may do already and through what; or that no request would help. */
export function OwnAccessPanel({ projectId, covered, ...asked }: OwnAccessProps) {
  const trpc = useTRPC();
  const { environment, secretPath, permissions } = useDeferredValue(asked);
  const path = askedPathSchema.safeParse(secretPath.trim());
  const enabled = environment !== "" && path.success;
  const input = { projectId, environment, secretPath: path.data ?? "/" };
  const { data } = useQuery(trpc.access.mine.queryOptions(input, { enabled, staleTime: 10_000 }));
  const told = enabled && data ? ownAccessInWords(data, permissions, covered) : null;
  return (
    <div aria-live="polite" className="empty:-mt-5">
      {told ? (
        <Callout tone={told.tone} title={told.title}>
          {told.text}
        </Callout>
      ) : null}
    </div>
  );
}
