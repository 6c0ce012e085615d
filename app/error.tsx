"use client";

import { ErrorState } from "#components/ui/error-state.tsx";
import { Page } from "#components/ui/page.tsx";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Page>
      <ErrorState
        title="This page failed"
        why="Something went wrong on our side; nothing was changed."
        remedy="Try again. If it stays, tell your instance admin the reference."
        reference={error.digest}
        onRetry={reset}
      />
    </Page>
  );
}
