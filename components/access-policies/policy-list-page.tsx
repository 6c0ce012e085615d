"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { DeletePolicy } from "#components/access-policies/delete-policy.tsx";
import type { PolicyListRow } from "#components/access-policies/types.ts";
import { approvalsInWords, approversInWords } from "#components/access-requests/words.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { durationInWords } from "#server/events/types/access-request.ts";

const SHOWN = 3;

const facts: readonly DataTableColumn<PolicyListRow>[] = [
  { id: "name", header: "Policy", primary: true, cell: (p) => <span className="break-words">{p.name}</span> },
  {
    id: "covers",
    header: "Covers",
    cell: (p) => (
      <span className="inline-flex flex-wrap items-center gap-1.5 max-sm:justify-end">
        {p.environments.length === 0 ? (
          <span>Every environment</span>
        ) : (
          p.environments.map((slug) => (
            <Badge key={slug} mono>
              {slug}
            </Badge>
          ))
        )}
        <Code plain className="break-all">
          {p.pathGlob}
        </Code>
      </span>
    ),
  },
  {
    id: "approvals",
    header: "Who decides",
    cell: (p) => (
      <span className="flex flex-col max-sm:text-right">
        <span>{approvalsInWords(p.requiredApprovals)}</span>
        <span className="text-xs text-muted">{namesOf(p)}</span>
      </span>
    ),
  },
  {
    id: "duration",
    header: "Longest duration",
    hideOnPhone: true,
    cell: (p) =>
      p.maxDurationSeconds === null ? (
        <span className="text-muted">Any</span>
      ) : (
        durationInWords(p.maxDurationSeconds)
      ),
  },
  {
    id: "pending",
    header: "Waiting",
    align: "right",
    cell: (p) => p.pendingRequests,
  },
];

function namesOf({ approvers, requiredApprovals }: PolicyListRow): string {
  const names = approvers.map((p) => (p.able ? p.name : `${p.name} (cannot decide)`));
  return approversInWords(names, requiredApprovals, SHOWN);
}

/** A project's access approval policies. */
export function PolicyListPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.accessPolicies.list.queryOptions({ projectId }));
  const base = `/projects/${projectId}/settings/policies`;
  const add = list.data?.mayManage ? (
    <Button variant="primary" asChild>
      <Link href={`${base}/new`}>
        <Plus aria-hidden />
        Add policy
      </Link>
    </Button>
  ) : undefined;
  const columns = list.data?.mayManage
    ? [
        ...facts,
        {
          id: "delete",
          header: "Delete",
          headerHidden: true,
          align: "right" as const,
          cell: (p: PolicyListRow) => <DeletePolicy projectId={projectId} policy={p} />,
        },
      ]
    : facts;
  return (
    <Page width="full">
      <PageHeader
        title="Policies"
        purpose="Which paths need a grant, and who approves it. Paths that no policy covers are open to every member."
        action={add}
      />
      {list.isError && !list.data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <DataTable
          caption="Access approval policies"
          columns={columns}
          rows={list.data?.policies ?? []}
          getKey={(p) => p.id}
          href={(p) => `${base}/${p.id}`}
          loading={list.isPending}
          empty={
            <EmptyState
              icon={<ShieldCheck />}
              title="No policies yet"
              why="Every member may read and change every path. Add a policy to make a path need an approved request."
              action={add}
            />
          }
        />
      )}
    </Page>
  );
}
