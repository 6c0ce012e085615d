"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { FolderKanban, MoreHorizontal, Pencil, Plus, Users } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { OrganizationAttention } from "#components/attention/organization-attention.tsx";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { ProjectNameDialog } from "#components/projects/project-name-dialog.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { DropdownMenu, DropdownMenuItem } from "#components/ui/dropdown-menu.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Project = inferRouterOutputs<AppRouter>["projects"]["list"][number];

const roleWords = new Map([
  ["admin", "Project admin"],
  ["member", "Project member"],
  ["viewer", "Viewer"],
]);

/** The projects of an organization that the person sees. */
export function ProjectsPage({ organizationId }: { organizationId: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const organization = useQuery(trpc.organizations.get.queryOptions({ organizationId }));
  const projects = useQuery(trpc.projects.list.queryOptions({ organizationId }));
  const create = useMutation(trpc.projects.create.mutationOptions());
  const rename = useMutation(trpc.projects.rename.mutationOptions());
  const [creating, setCreating] = useState(false);
  const [renaming, setRenaming] = useState<Project | null>(null);
  const mayCreate = organization.data?.mayCreateProjects ?? false;
  const failed = [organization, projects].find((query) => query.isError && !query.data);

  const add = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create project
    </Button>
  );
  return (
    <Page width="full">
      <PageHeader
        title="Projects"
        purpose={
          organization.data
            ? `The projects of ${organization.data.name}${mayCreate ? "" : " that you are in"}. Each has its own environments, people and notifications.`
            : "Each project has its own environments, people and notifications."
        }
        action={mayCreate && projects.data && projects.data.length > 0 ? add : undefined}
      />
      <OrganizationAttention organizationId={organizationId} />
      {failed ? (
        <LoadFailure error={failed.error} onRetry={() => failed.refetch()} pending={failed.isFetching} />
      ) : (
        <DataTable
          caption="Projects"
          columns={columnsWith(setRenaming)}
          rows={projects.data ?? []}
          getKey={(row) => row.id}
          href={(row) => `/projects/${row.id}`}
          loading={projects.isPending || organization.isPending}
          empty={
            <EmptyState
              icon={<FolderKanban />}
              title={mayCreate ? "No projects yet" : "You are in no project yet"}
              why={
                mayCreate
                  ? "A project holds environments, the people who work in them, and what is told to which channel."
                  : "An admin of a project, or of the organization, can add you under the project's Members."
              }
              action={mayCreate ? add : undefined}
            />
          }
        />
      )}
      <ProjectNameDialog
        open={creating}
        onOpenChange={setCreating}
        title="Create a project"
        description="It starts with the environments Development, Staging and Production. You become its admin."
        submitLabel="Create project"
        onSubmit={async (name) => {
          const made = await create.mutateAsync({ organizationId, name });
          await refresh();
          toastSuccess(`${name} is created.`);
          router.push(`/projects/${made.id}`);
        }}
      />
      <ProjectNameDialog
        open={renaming !== null}
        onOpenChange={(open) => {
          if (!open) setRenaming(null);
        }}
        title={`Rename ${renaming?.name ?? ""}`}
        name={renaming?.name}
        submitLabel="Rename"
        onSubmit={async (name) => {
          if (!renaming) return;
          await rename.mutateAsync({ projectId: renaming.id, name });
          await refresh();
          toastSuccess(`The project is called ${name} now.`);
        }}
      />
    </Page>
  );
}

function columnsWith(onRename: (project: Project) => void): readonly DataTableColumn<Project>[] {
  return [
    { id: "name", header: "Project", primary: true, cell: (row) => row.name },
    { id: "role", header: "Your role", cell: (row) => roleWords.get(row.role) ?? row.role },
    {
      id: "environments",
      header: "Environments",
      cell: (row) => (
        <span className="flex flex-wrap gap-1 max-sm:justify-end">
          {row.environments.slice(0, 5).map((slug) => (
            <Badge key={slug} mono>
              {slug}
            </Badge>
          ))}
          {row.environments.length > 5 ? (
            <span className="text-sm text-muted">{row.environments.length - 5} more</span>
          ) : null}
        </span>
      ),
    },
    { id: "destinations", header: "Destinations", align: "right", cell: (row) => row.destinations },
    {
      id: "created",
      header: "Created",
      align: "right",
      hideOnPhone: true,
      cell: (row) => <RelativeTime date={row.createdAt} className="text-muted" />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      align: "right",
      className: "w-12 max-sm:justify-end",
      cell: (row) => (
        <DropdownMenu
          trigger={
            <IconButton label={`Actions on ${row.name}`} size="sm">
              <MoreHorizontal />
            </IconButton>
          }
        >
          <DropdownMenuItem icon={<Users />} href={`/projects/${row.id}/settings/members`}>
            Members
          </DropdownMenuItem>
          {row.mayUpdate ? (
            <DropdownMenuItem icon={<Pencil />} onSelect={() => onRename(row)}>
              Rename
            </DropdownMenuItem>
          ) : null}
        </DropdownMenu>
      ),
    },
  ];
}
