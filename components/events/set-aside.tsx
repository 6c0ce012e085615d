"use client";

import { useQuery } from "@tanstack/react-query";
import { every } from "#components/trpc/use-live.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { ExactTime } from "#components/ui/time.tsx";

/** Accepted events that could not be read; nothing where there are none. */
export function SetAside({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.events.setAside.queryOptions({ projectId }, { refetchInterval: every(15_000) }),
  );
  const rows = query.data ?? [];
  if (rows.length === 0) return null;
  return (
    <Callout
      tone="warning"
      title={rows.length === 1 ? "1 event was set aside" : `${rows.length} events were set aside`}
    >
      <p>
        They were accepted but could not be read. They are kept and stand in nobody’s way. Tell your instance
        admin.
      </p>
      <details className="mt-2">
        <summary className="w-fit cursor-pointer rounded-sm font-medium text-ink">Show them</summary>
        <ul className="mt-2 flex flex-col gap-3">
          {rows.map((row) => (
            <li key={row.eventId} className="min-w-0 text-ink">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Code plain>{row.type ?? "unknown type"}</Code>
                <Code copy={row.eventId} copyLabel="Copy event id">
                  {row.eventId}
                </Code>
                <ExactTime date={row.createdAt} className="text-muted" />
              </p>
              <p className="text-sm break-words text-muted">{row.setAsideReason}</p>
            </li>
          ))}
        </ul>
      </details>
    </Callout>
  );
}
