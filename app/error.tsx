"use client";

import { PageFailure } from "#components/app-frame/page-failure.tsx";

interface Props {
  error: Error & { digest?: string };
  retry: () => void;
}

/** For pages outside the frame, and for the frame itself. */
export default function RootError({ error, retry }: Props) {
  return (
    <main id="main" className="mx-auto max-w-lg px-4 pt-[max(2rem,12vh)]">
      <PageFailure reference={error.digest} onRetry={retry} />
    </main>
  );
}
