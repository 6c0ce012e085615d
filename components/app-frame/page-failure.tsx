"use client";

import { ErrorState } from "#components/ui/error-state.tsx";

/** What stands in place of a page that could not be rendered. */
export function PageFailure(props: { reference: string | undefined; onRetry: () => void }) {
  return (
    <>
      <h1 className="sr-only">This page failed</h1>
      <ErrorState
        title="This page failed"
        why="Something went wrong on our side; nothing was changed."
        remedy="Try again. If it stays, tell your instance admin the reference."
        {...props}
      />
    </>
  );
}
