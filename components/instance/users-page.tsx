"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Users } from "lucide-react";
import { AccountState } from "#components/instance/account-state.tsx";
import { PersonCell } from "#components/members/person-cell.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";
import type { AppRouter } from "#server/trpc/root.ts";

type UserList = inferRouterOutputs<AppRouter>["users"]["list"];
type Row = UserList["users"][number];

const states = [
  { value: "active", label: "Active" },
  { value: "disabled", label: "Disabled" },
  { value: "instance-admin", label: "Instance admins" },
] as const;

const columnsFor = (me: string): DataTableColumn<Row>[] => [
  {
    id: "person",
    header: "Person",
    primary: true,
    // The state stands in a column of its own.
    cell: (row) => <PersonCell person={{ ...row, disabled: false }} self={row.id === me} />,
  },
  { id: "state", header: "State", cell: (row) => <AccountState {...row} /> },
  { id: "organizations", header: "Organizations", align: "right", cell: (row) => row.organizations },
  {
    id: "seen",
    header: "Last seen",
    align: "right",
    cell: (row) =>
      row.lastSeenAt ? (
        <RelativeTime date={row.lastSeenAt} className="text-muted" />
      ) : (
        <span className="text-muted">Never</span>
      ),
  },
];

/** Everybody with an account on this instance. */
export function UsersPage() {
  const trpc = useTRPC();
  const filters = useUrlFilters();
  const state = states.find((one) => one.value === filters.read("state"))?.value;
  const input = {
    text: filters.read("text"),
    state,
    before: filters.read("before"),
    after: filters.read("after"),
  };
  const list = useQuery(trpc.users.list.queryOptions(input, { placeholderData: keepPreviousData }));
  return (
    <Page width="full">
      <PageHeader
        title="Users"
        purpose="Everybody with an account on this instance. People get one by accepting an invitation to an organization."
      />
      <FilterBar
        filters={filters}
        textLabel="Name or e-mail"
        choices={[{ name: "state", label: "State", any: "Everybody", options: states }]}
      />
      {list.data ? (
        <UserTable data={list.data} filters={filters} />
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={4} />
      )}
    </Page>
  );
}

function UserTable({ data, filters }: { data: UserList; filters: ReturnType<typeof useUrlFilters> }) {
  const { users, me, previous, next } = data;
  return (
    <DataTable
      caption="Users"
      rows={users}
      getKey={(row) => row.id}
      href={(row) => `/instance/users/${row.id}`}
      columns={columnsFor(me)}
      empty={
        <EmptyState
          icon={<Users />}
          title="Nobody matches"
          why="No account has this name or address, or is in this state."
        />
      }
      footer={
        previous || next ? (
          <Pagination
            newerLabel="Previous"
            olderLabel="Next"
            newerHref={previous ? filters.hrefWith({ before: previous }) : undefined}
            olderHref={next ? filters.hrefWith({ after: next }) : undefined}
          />
        ) : undefined
      }
    />
  );
}
