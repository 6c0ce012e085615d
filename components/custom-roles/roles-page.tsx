"use client";

import { useQuery } from "@tanstack/react-query";
import { IdCard, Plus } from "lucide-react";
import Link from "next/link";
import { FixedRoles } from "#components/custom-roles/fixed-roles.tsx";
import { roleInWords } from "#components/custom-roles/role-words.ts";
import type { RoleRow } from "#components/custom-roles/types.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";

const sentencesShown = 2;

const columns: readonly DataTableColumn<RoleRow>[] = [
  {
    id: "name",
    header: "Role",
    primary: true,
    className: "sm:w-56",
    cell: (role) => <span className="break-words">{role.name}</span>,
  },
  {
    id: "may",
    header: "May",
    className: "max-sm:flex-col max-sm:items-start max-sm:gap-1",
    cell: (role) => <RoleSummary role={role} />,
  },
  { id: "holders", header: "Who has it", cell: holdersInWords, className: "whitespace-nowrap" },
];

function RoleSummary({ role }: { role: RoleRow }) {
  const sentences = roleInWords(role.rules);
  const more = sentences.length - sentencesShown;
  return (
    <span className="flex flex-col break-words">
      {role.description ? <span>{role.description}</span> : null}
      {sentences.slice(0, sentencesShown).map((sentence) => (
        <span key={sentence} className="text-sm text-muted">
          {sentence}
        </span>
      ))}
      {more > 0 ? <span className="text-sm text-muted">And {more} more.</span> : null}
    </span>
  );
}

function holdersInWords({ people, identities }: RoleRow) {
  const parts = [
    people > 0 && (people === 1 ? "1 person" : `${people} people`),
    identities > 0 && (identities === 1 ? "1 machine identity" : `${identities} machine identities`),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : <span className="text-muted">Nobody yet</span>;
}

/** The roles of a project: its own, and the fixed ones to compare with. */
export function RolesPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.customRoles.list.queryOptions({ projectId }));
  const base = `/projects/${projectId}/settings/roles`;
  const add = list.data?.mayManage ? (
    <Button variant="primary" asChild>
      <Link href={`${base}/new`}>
        <Plus aria-hidden />
        Add role
      </Link>
    </Button>
  ) : undefined;
  return (
    <Page width="full">
      <PageHeader
        title="Roles"
        purpose="What people and machine identities may do in this project, and where."
        action={add}
      />
      {list.isError && !list.data ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <>
          <DataTable
            caption="Roles of this project"
            columns={columns}
            rows={list.data?.roles ?? []}
            getKey={(role) => role.id}
            href={(role) => `${base}/${role.id}`}
            loading={list.isPending}
            empty={
              <EmptyState
                icon={<IdCard />}
                title="No roles of your own yet"
                why="A role of your own allows exactly what somebody needs, such as reading secrets in staging under /app/** and nothing else."
                action={add}
              />
            }
          />
          <FixedRoles />
        </>
      )}
    </Page>
  );
}
