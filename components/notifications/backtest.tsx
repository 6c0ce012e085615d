"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

interface BacktestProps {
  projectId: string;
  draft: { eventTypes: string[]; environments: string[]; pathGlob: string | null };
}

const settleMs = 300;
const shownFirst = 5;

/** While a subscription is being edited: which of the project's last events it would have matched. */
export function Backtest({ projectId, draft }: BacktestProps) {
  const trpc = useTRPC();
  const settled = useSettled(draft);
  const { eventTypes, ...filter } = settled;
  const backtest = useQuery(
    trpc.notifications.backtest.queryOptions(
      { projectId, eventTypes, filter },
      { enabled: eventTypes.length > 0, placeholderData: keepPreviousData, retry: false },
    ),
  );
  if (draft.eventTypes.length === 0) return null;
  return (
    <section
      aria-label="Tried against past events"
      className="rounded-lg border bg-sunken px-3.5 py-3 text-sm"
    >
      {backtest.isError ? (
        <p className="text-muted">{refusalOf(backtest.error).message}</p>
      ) : backtest.data ? (
        <Result projectId={projectId} {...backtest.data} />
      ) : (
        <Skeleton className="h-5 w-3/4" />
      )}
    </section>
  );
}

type ResultProps = {
  projectId: string;
  tried: number;
  matched: number;
  left: { type: number; environment: number; path: number };
  shown: { id: string; title: string; environment: string | null; secretPath: string | null; time: Date }[];
};

function Result({ projectId, tried, matched, left, shown }: ResultProps) {
  if (tried === 0) return <p className="text-muted">No events yet to try it against.</p>;
  const others = [
    left.type > 0 ? `${left.type} of other types` : "",
    left.environment > 0 ? `${left.environment} of other environments` : "",
    left.path > 0 ? `${left.path} of other paths` : "",
  ].filter(Boolean);
  return (
    <div className="flex flex-col gap-2">
      <p>
        Of the last {tried.toLocaleString("en")} event{tried === 1 ? "" : "s"} it would have matched{" "}
        <strong className="font-medium tabular-nums">{matched.toLocaleString("en")}</strong>
        {others.length > 0 ? <span className="text-muted"> and left {others.join(", ")}</span> : null}.
      </p>
      {shown.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {shown.slice(0, shownFirst).map((event) => (
            <li key={event.id} className="flex min-w-0 items-baseline justify-between gap-3">
              <Link
                href={`/projects/${projectId}/events/${event.id}`}
                target="_blank"
                className="min-w-0 truncate hover:underline"
              >
                {event.title}
                <span className="text-muted">
                  {" "}
                  {[event.environment, event.secretPath].filter(Boolean).join(" ")}
                </span>
              </Link>
              <RelativeTime date={event.time} className="shrink-0 text-muted" />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** The draft as it was a moment ago, so that not every key stroke asks the server. */
function useSettled(draft: BacktestProps["draft"]): BacktestProps["draft"] {
  const [settled, setSettled] = useState(draft);
  const key = JSON.stringify(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key)), settleMs);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
