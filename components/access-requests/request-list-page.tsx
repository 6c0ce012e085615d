"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import { ActiveAccess } from "#components/access-requests/active-access.tsx";
import { RequestStatusBadge } from "#components/access-requests/status-badge.tsx";
import type { RequestList } from "#components/access-requests/types.ts";
import { accessInWords, approvalsInWords } from "#components/access-requests/words.ts";
import { EventPlace } from "#components/deliveries/event-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { newestFirstFooter } from "#components/ui/pagination.tsx";
import { LinkTabs } from "#components/ui/tabs.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type Row = RequestList["requests"][number];

const views = ["waiting", "open", "mine", "all"] as const;
type View = (typeof views)[number];
const isView = (value: string | undefined): value is View => views.some((view) => view === value);
const statuses = { pending: "Waiting", approved: "Approved", rejected: "Rejected", cancelled: "Cancelled" };
type Status = keyof typeof statuses;
const isStatus = (value: string | undefined): value is Status => value !== undefined && value in statuses;

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "requester",
    header: "Requester",
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <span className="break-words">{row.requester.name}</span>
        <span className="text-xs font-normal break-all text-muted">{row.requester.email}</span>
      </span>
    ),
  },
  {
    id: "place",
    header: "Environment and path",
    cell: (row) => <EventPlace environment={row.environment} secretPath={row.secretPath} />,
  },
  { id: "permissions", header: "Permissions", cell: (row) => row.permissions.join(", ") },
  { id: "access", header: "Access", cell: (row) => accessInWords(row.durationSeconds) },
  {
    id: "state",
    header: "State",
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
        <RequestStatusBadge request={row} />
        {row.status === "pending" ? (
          <span className="text-xs text-muted">{approvalsInWords(row.approvalsNeeded)} needed</span>
        ) : null}
      </span>
    ),
  },
  {
    id: "time",
    header: "Asked",
    align: "right",
    cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
  },
];

/** A project's access requests: what waits for me, what is open, mine, all, and who has access now. */
export function RequestListPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const counts = useQuery(
    trpc.accessRequests.counts.queryOptions({ projectId }, { refetchInterval: 10_000 }),
  );
  const asked = filters.read("view");
  const active = asked === "access";
  const view = isView(asked) ? asked : "waiting";
  const base = `/projects/${projectId}/access-requests`;
  const tab = (value: View | "access", label: string, count?: number) => ({
    href: value === "waiting" ? base : `${base}?view=${value}`,
    label,
    current: active ? value === "access" : value === view,
    ...(count ? { count } : {}),
  });
  return (
    <Page width="full">
      <PageHeader
        title="Access requests"
        purpose="Who asks for access to protected secrets, what was decided, and who has access now."
        action={
          counts.data?.mayCreate === false ? undefined : (
            <Button variant="primary" asChild>
              <Link href={`${base}/new`}>Request access</Link>
            </Button>
          )
        }
      />
      <LinkTabs
        label="Access requests"
        tabs={[
          tab("waiting", "Waiting for me", counts.data?.waitingForMe),
          tab("open", "Open"),
          tab("mine", "Mine"),
          tab("all", "All"),
          tab("access", "Granted"),
        ]}
      />
      {active ? <ActiveAccess projectId={projectId} /> : <Requests projectId={projectId} view={view} />}
    </Page>
  );
}

function Requests({ projectId, view }: { projectId: string; view: View }) {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const read = filters.read("status");
  // Waiting and open requests are all pending; a filter by status would only ever empty these views.
  const filterable = view === "mine" || view === "all";
  const status = filterable && isStatus(read) ? read : undefined;
  const input = { projectId, view, status, before: filters.read("before"), after: filters.read("after") };
  const list = useQuery(
    trpc.accessRequests.list.queryOptions(input, {
      placeholderData: keepPreviousData,
      refetchInterval: 10_000,
    }),
  );
  if (list.isError && !list.data) {
    return <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />;
  }
  return (
    <>
      {filterable ? (
        <search className="sm:w-44">
          <NativeSelect
            aria-label="State"
            value={status ?? ""}
            onChange={(event) => filters.set({ status: event.target.value || undefined })}
          >
            <option value="">Any state</option>
            {Object.entries(statuses).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </NativeSelect>
        </search>
      ) : null}
      <DataTable
        caption="Access requests"
        columns={columns}
        rows={list.data?.requests ?? []}
        getKey={(row) => row.id}
        href={(row) => `/projects/${projectId}/access-requests/${row.id}`}
        loading={list.isPending}
        empty={
          <NothingHere
            projectId={projectId}
            view={view}
            clearHref={status ? filters.hrefWith({ status: undefined }) : undefined}
            mayCreate={list.data?.mayCreate ?? false}
          />
        }
        footer={newestFirstFooter(filters, list.data)}
      />
    </>
  );
}

const nothing = {
  waiting: {
    title: "Nothing waits for you",
    why: "Requests that you may approve or reject stand here until you decide.",
  },
  open: { title: "No open requests", why: "Requests that nobody has decided yet stand here." },
  mine: {
    title: "You have not asked for access",
    why: "Paths that an access approval policy covers need a grant. Ask for one, and follow here what becomes of it.",
  },
  all: {
    title: "No access requests yet",
    why: "Paths that an access approval policy covers need a grant. Every request for one stands here, with its decision.",
  },
} as const satisfies Record<View, { title: string; why: string }>;

interface NothingHereProps {
  projectId: string;
  view: View;
  clearHref: string | undefined;
  mayCreate: boolean;
}

function NothingHere({ projectId, view, clearHref, mayCreate }: NothingHereProps) {
  if (clearHref) {
    return (
      <EmptyState
        icon={<KeyRound />}
        title="No request has this state"
        action={
          <Button asChild>
            <Link href={clearHref}>Show any state</Link>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<KeyRound />}
      {...nothing[view]}
      action={
        mayCreate ? (
          <Button asChild>
            <Link href={`/projects/${projectId}/access-requests/new`}>Request access</Link>
          </Button>
        ) : undefined
      }
    />
  );
}
