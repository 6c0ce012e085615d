"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { actionWords } from "#components/audit/action-words.ts";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { type AuditEntry, EntrySheet } from "#components/audit/entry-sheet.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

/** Who changed what in an organization, newest first; filters and page stand in the URL. */
export function AuditPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const list = useQuery(
    trpc.audit.list.queryOptions(
      {
        organizationId,
        actor: filters.read("actor"),
        action: filters.read("action"),
        projectId: filters.read("project"),
        before: filters.read("before"),
        after: filters.read("after"),
      },
      { placeholderData: keepPreviousData },
    ),
  );
  const { data } = list;
  return (
    <Page width="full">
      <PageHeader
        title="Audit log"
        purpose="Who changed what in this organization and its projects, from where, newest first."
      />
      {list.isError && !data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <>
          <AuditFilters organizationId={organizationId} filters={filters} />
          <DataTable
            caption="Audit log"
            columns={columnsWith(setShown)}
            rows={data?.entries ?? []}
            getKey={(row) => row.id}
            loading={list.isPending}
            empty={<NothingHere filtered={filters.filtered} clearHref={filters.clearHref} />}
            footer={
              data?.newer || data?.older ? (
                <Pagination
                  newerHref={data.newer ? filters.hrefWith({ after: data.newer }) : undefined}
                  olderHref={data.older ? filters.hrefWith({ before: data.older }) : undefined}
                />
              ) : undefined
            }
          />
        </>
      )}
      <EntrySheet entry={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function columnsWith(onShow: (entry: AuditEntry) => void): readonly DataTableColumn<AuditEntry>[] {
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
      cell: (row) => <span className="max-w-72 min-w-0 break-words">{row.targetName}</span>,
    },
    { id: "actor", header: "Who", cell: (row) => <ActorName entry={row} /> },
    {
      id: "project",
      header: "Project",
      cell: (row) => row.project?.name ?? <span className="text-muted">–</span>,
    },
    {
      id: "at",
      header: "When",
      align: "right",
      cell: (row) => <RelativeTime date={row.at} className="text-muted" />,
    },
  ];
}

function ActorName({ entry }: { entry: AuditEntry }) {
  if (entry.actorKind === "user") return <span>{entry.actorName}</span>;
  return (
    <span className="text-muted">
      {entry.actorKind === "system" ? `Bellwire (${entry.actorName})` : "Nobody signed in"}
    </span>
  );
}

function NothingHere({ filtered, clearHref }: { filtered: boolean; clearHref: string }) {
  return (
    <EmptyState
      icon={<ScrollText />}
      title={filtered ? "No entry fits this filter" : "Nothing was changed yet"}
      why={
        filtered
          ? "Take a filter away to see more."
          : "Each change of members, projects, integrations, notifications and policies stands here with who made it."
      }
      action={
        filtered ? (
          <Button asChild>
            <Link href={clearHref}>Clear filters</Link>
          </Button>
        ) : undefined
      }
    />
  );
}
