"use client";

import { ErrorState } from "#components/ui/error-state.tsx";
import { ForbiddenState } from "#components/ui/forbidden-state.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";

interface LoadFailureProps {
  error: unknown;
  onRetry: () => void;
  pending?: boolean;
}

/** In place of content that could not be loaded: not found and forbidden say so, everything else can be tried again. */
export function LoadFailure({ error, onRetry, pending }: LoadFailureProps) {
  const refusal = refusalOf(error);
  if (refusal.code === "forbidden") return <ForbiddenState why={refusal.message} />;
  if (refusal.code === "payment_required") {
    return <ForbiddenState title="The plan does not include this" why={refusal.message} />;
  }
  if (refusal.code === "not_found") return <ErrorState title={refusal.message} />;
  // Nothing was typed where a page only loads: an id of the address that cannot be anybody's.
  if (refusal.code === "invalid" && refusal.field?.endsWith("Id")) {
    return <ErrorState title="Nothing is here" why="The address is wrong, or what stood here is gone." />;
  }
  return (
    <ErrorState
      title="This could not be loaded"
      why={refusal.message}
      remedy={refusal.code === "invalid" ? undefined : "Check your connection and try again."}
      onRetry={onRetry}
      pending={pending}
    />
  );
}
