"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { actionWords } from "#components/audit/action-words.ts";
import { changesOf } from "#components/audit/changes.ts";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

export type AuditEntry = inferRouterOutputs<AppRouter>["audit"]["list"]["entries"][number];

/** One entry of the audit log in full: who, from where, and what it was before and after. */
export function EntrySheet({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  return (
    <Sheet
      open={entry !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={entry ? actionWords(entry.action) : ""}
    >
      {entry ? <Details entry={entry} /> : null}
    </Sheet>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const changes = changesOf(entry.before, entry.after);
  const who = entry.actorKind === "system" ? `Bellwire (${entry.actorName})` : entry.actorName;
  return (
    <div className="flex flex-col gap-6">
      <DescriptionList
        items={[
          { term: "When", value: <ExactTime date={entry.at} /> },
          { term: "Who", value: who || "Nobody signed in" },
          { term: "On", value: `${entry.targetName} (${entry.targetKind.replaceAll("-", " ")})` },
          { term: "Project", value: entry.project?.name ?? null },
          { term: "Action", value: <Code>{entry.action}</Code> },
          { term: "IP address", value: entry.ipAddress ? <Code plain>{entry.ipAddress}</Code> : null },
          { term: "Browser", value: entry.userAgent || null },
          {
            term: "Entry id",
            value: (
              <Code copy={entry.id} copyLabel="Copy entry id">
                {entry.id}
              </Code>
            ),
          },
        ]}
      />
      {changes.length > 0 ? (
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">What changed</h3>
          <DescriptionList
            items={changes.map((change) => ({
              key: change.field,
              term: <span className="font-mono text-sm break-words">{change.field}</span>,
              value: <Sides before={change.before} after={change.after} />,
            }))}
          />
        </section>
      ) : null}
    </div>
  );
}

/** Both sides where they differ, one where they do not. */
function Sides({ before, after }: { before: string | null; after: string | null }) {
  if (before === after) return <span className="text-muted">{after} (unchanged)</span>;
  return (
    <span className="flex flex-col">
      {before === null ? null : (
        <span className="text-muted">
          Before: <span className="break-words">{before}</span>
        </span>
      )}
      {after === null ? null : (
        <span>
          {before === null ? "" : "After: "}
          <span className="break-words">{after}</span>
        </span>
      )}
    </span>
  );
}
