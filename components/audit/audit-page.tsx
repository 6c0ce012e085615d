"use client";

import { ScrollText } from "lucide-react";
import { useState } from "react";
import { actionWords } from "#components/audit/action-words.ts";
import { actorWords } from "#components/audit/actor-words.ts";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { type AuditEntry, EntrySheet } from "#components/audit/entry-sheet.tsx";
import { ExportMenu } from "#components/audit/export-menu.tsx";
import { SealCard } from "#components/audit/seal-card.tsx";
import { useAudit } from "#components/audit/use-audit.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilteredOut } from "#components/ui/filtered-out.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { newestFirstFooter } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

const purposes = {
  organization: "Who changed what in this organization and its projects, from where, newest first.",
  instance: "Sign-ins, people, the Slack app, organizations and plans, newest first.",
};

/** Who did what, newest first; filters and page stand in the URL. Without an organization, the instance's own log. */
export function AuditPage({ organizationId }: { organizationId: string | null }) {
  const filters = useUrlFilters();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const { list, options, seal } = useAudit(organizationId, filters);
  const { data } = list;
  const refused = list.isError && !data;
  return (
    <Page width="full">
      <PageHeader
        title="Audit log"
        purpose={organizationId === null ? purposes.instance : purposes.organization}
        action={refused ? undefined : <ExportMenu organizationId={organizationId} filters={filters} />}
      />
      {refused ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <>
          {seal.isError && !seal.data ? null : <SealCard seal={seal.data} />}
          <AuditFilters options={options.data} filters={filters} />
          <DataTable
            caption="Audit log"
            columns={columnsWith(setShown, organizationId !== null)}
            rows={data?.entries ?? []}
            getKey={(row) => row.id}
            loading={list.isPending}
            empty={<NothingHere filtered={filters.filtered} clearHref={filters.clearHref} />}
            footer={newestFirstFooter(filters, data)}
          />
        </>
      )}
      <EntrySheet entry={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function columnsWith(
  onShow: (entry: AuditEntry) => void,
  withProjects: boolean,
): readonly DataTableColumn<AuditEntry>[] {
  return [
    {
      id: "action",
      header: "What",
      primary: true,
      cell: (row) => (
        <button
          type="button"
          className="rounded-sm text-left underline-offset-2 hover:underline"
          onClick={() => onShow(row)}
        >
          {actionWords(row.action)}
        </button>
      ),
    },
    {
      id: "target",
      header: "On",
      cell: (row) => (
        <span className="max-w-72 min-w-0 break-words">
          {row.erased ? <span className="text-muted">Content erased</span> : row.targetName}
        </span>
      ),
    },
    {
      id: "actor",
      header: "Who",
      cell: (row) => <span className={row.actorKind === "user" ? "" : "text-muted"}>{actorWords(row)}</span>,
    },
    ...(withProjects
      ? [
          {
            id: "project",
            header: "Project",
            cell: (row: AuditEntry) => row.project?.name ?? <span className="text-muted">–</span>,
          },
        ]
      : [
          {
            id: "address",
            header: "Address",
            cell: (row: AuditEntry) => (
              <span className="font-mono text-sm text-muted">{row.ipAddress || "–"}</span>
            ),
          },
        ]),
    {
      id: "at",
      header: "When",
      align: "right",
      cell: (row) => <RelativeTime date={row.at} className="text-muted" />,
    },
  ];
}

function NothingHere({ filtered, clearHref }: { filtered: boolean; clearHref: string }) {
  if (filtered) {
    return <FilteredOut icon={<ScrollText />} title="No entry fits this filter" clearHref={clearHref} />;
  }
  return (
    <EmptyState
      icon={<ScrollText />}
      title="Nothing was changed yet"
      why="Each change, sign-in and refusal that matters stands here, with who it was and from where."
    />
  );
}
