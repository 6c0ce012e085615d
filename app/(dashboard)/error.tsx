"use client";

import { PageFailure } from "#components/app-frame/page-failure.tsx";
import { Page } from "#components/ui/page.tsx";

interface Props {
  error: Error & { digest?: string };
  retry: () => void;
}

/** Inside the frame, so that the way to other pages stays. */
export default function DashboardError({ error, retry }: Props) {
  return (
    <Page>
      <PageFailure reference={error.digest} onRetry={retry} />
    </Page>
  );
}
