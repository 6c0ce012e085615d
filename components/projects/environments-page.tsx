"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { EnvironmentDialog } from "#components/projects/environment-dialog.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { toastError, toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Environment = inferRouterOutputs<AppRouter>["environments"]["list"]["environments"][number];

/** The environments of a project, in the order in which lists and pickers show them. */
export function EnvironmentsPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.environments.list.queryOptions({ projectId }));
  const [editing, setEditing] = useState<Environment | "new" | null>(null);
  const { data } = list;
  const columns: DataTableColumn<Environment>[] = [
    { id: "name", header: "Environment", primary: true, cell: (row) => row.name },
    { id: "slug", header: "Slug", cell: (row) => <Code>{row.slug}</Code> },
  ];
  if (data?.mayManage) {
    columns.push({
      id: "actions",
      header: "Actions",
      headerHidden: true,
      align: "right",
      className: "max-sm:justify-end",
      cell: (row) => (
        <RowActions
          projectId={projectId}
          environment={row}
          all={data.environments}
          onRename={() => setEditing(row)}
        />
      ),
    });
  }
  return (
    <Page>
      <PageHeader
        title="Environments"
        purpose="Where secrets of this project live. Filters, policies and requests name them by their slug."
        action={
          data?.mayManage ? (
            <Button variant="primary" onClick={() => setEditing("new")}>
              <Plus aria-hidden />
              Add environment
            </Button>
          ) : undefined
        }
      />
      {data ? (
        <DataTable
          caption="Environments"
          columns={columns}
          rows={data.environments}
          getKey={(row) => row.id}
        />
      ) : list.isError ? (
        <LoadFailure error={list.error} onRetry={() => list.refetch()} pending={list.isFetching} />
      ) : (
        <TableSkeleton columns={3} rows={3} />
      )}
      <EnvironmentDialog projectId={projectId} editing={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

interface RowActionsProps {
  projectId: string;
  environment: Environment;
  all: readonly Environment[];
  onRename: () => void;
}

function RowActions({ projectId, environment, all, onRename }: RowActionsProps) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const reorder = useMutation(trpc.environments.reorder.mutationOptions());
  const remove = useMutation(trpc.environments.remove.mutationOptions());
  const at = all.findIndex((one) => one.id === environment.id);
  const move = async (to: number) => {
    const ids = all.map((one) => one.id).filter((id) => id !== environment.id);
    ids.splice(to, 0, environment.id);
    try {
      await reorder.mutateAsync({ projectId, environmentIds: ids });
    } catch (error) {
      toastError(refusalOf(error).message);
    }
    await refresh();
  };
  const { name } = environment;
  return (
    <span className="inline-flex items-center gap-1">
      <IconButton
        label={`Move ${name} up`}
        size="sm"
        disabled={at === 0 || reorder.isPending}
        onClick={() => move(at - 1)}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={`Move ${name} down`}
        size="sm"
        disabled={at === all.length - 1 || reorder.isPending}
        onClick={() => move(at + 1)}
      >
        <ArrowDown />
      </IconButton>
      <IconButton label={`Rename ${name}`} size="sm" onClick={onRename}>
        <Pencil />
      </IconButton>
      <ConfirmDialog
        trigger={
          <IconButton label={`Remove ${name}`} size="sm">
            <Trash2 />
          </IconButton>
        }
        title={`Remove the environment ${name}?`}
        consequence="It can no longer be chosen. Past events and deliveries keep naming it. It is not removed while notifications, policies, requests or grants use it."
        confirmLabel="Remove environment"
        onConfirm={async () => {
          await remove.mutateAsync({ projectId, environmentId: environment.id });
          await refresh();
          toastSuccess(`${name} is removed.`);
        }}
      />
    </span>
  );
}
