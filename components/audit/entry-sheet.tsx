"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { actionWords } from "#components/audit/action-words.ts";
import { actorWords } from "#components/audit/actor-words.ts";
import { changesOf } from "#components/audit/changes.ts";
import { sealWords } from "#components/audit/seal-words.ts";
import { Callout } from "#components/ui/callout.tsx";
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
  return (
    <div className="flex flex-col gap-6">
      {entry.erased ? (
        <Callout tone="info" title="The content of this entry was erased">
          Names, addresses and what changed are gone. Their hash stayed, so that the log still proves itself.
        </Callout>
      ) : null}
      <DescriptionList
        items={[
          { term: "When", value: <ExactTime date={entry.at} /> },
          { term: "Who", value: actorWords(entry) },
          { term: "On", value: `${entry.targetName} (${entry.targetKind.replaceAll("-", " ")})`.trim() },
          { term: "Project", value: entry.project?.name ?? null },
          { term: "Action", value: <Code>{entry.action}</Code> },
          { term: "IP address", value: entry.ipAddress ? <Code plain>{entry.ipAddress}</Code> : null },
          { term: "User agent", value: entry.userAgent || null },
          { term: "Request", value: entry.requestId ? <Id of="request id">{entry.requestId}</Id> : null },
          { term: "Entry id", value: <Id of="entry id">{entry.id}</Id> },
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
      <section className="flex flex-col gap-3">
        <h3 className="font-semibold">Its place in the log</h3>
        {entry.seal ? (
          <DescriptionList
            items={[
              { term: "Number", value: entry.seal.number.toLocaleString("en") },
              { term: "Entry hash", value: <Id of="entry hash">{entry.seal.entryHash}</Id> },
              { term: "Chain hash", value: <Id of="chain hash">{entry.seal.chainHash}</Id> },
            ]}
          />
        ) : null}
        <p className="text-muted">{sealWords(entry.seal)}</p>
      </section>
    </div>
  );
}

function Id({ of, children }: { of: string; children: string }) {
  return (
    <Code copy={children} copyLabel={`Copy ${of}`}>
      {children}
    </Code>
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
