import type { inferRouterOutputs } from "@trpc/server";
import { FolderKanban } from "lucide-react";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Use = inferRouterOutputs<AppRouter>["integrations"]["get"]["projects"][number];

const columns: DataTableColumn<Use>[] = [
  { id: "name", header: "Project", primary: true, cell: (row) => row.name },
  { id: "destinations", header: "Channels", align: "right", cell: (row) => row.destinations },
  { id: "waiting", header: "Waiting messages", align: "right", cell: (row) => row.waiting },
];

/** Which projects send through an integration; those the reader is not in are only counted. */
export function ProjectsUsingIt({ projects, hidden }: { projects: readonly Use[]; hidden: number }) {
  const others = hidden === 1 ? "1 project that you are not in" : `${hidden} projects that you are not in`;
  return (
    <Card
      title="Projects using it"
      flush
      {...(hidden > 0
        ? { footer: <p>{projects.length > 0 ? `And ${others}.` : `Used by ${others}.`}</p> }
        : {})}
    >
      {projects.length === 0 && hidden > 0 ? null : (
        <DataTable
          bare
          caption="Projects using it"
          columns={columns}
          rows={projects}
          getKey={(row) => row.id}
          href={(row) => `/projects/${row.id}/notifications`}
          empty={
            <EmptyState
              bare
              icon={<FolderKanban />}
              title="No project uses it yet"
              why="A project admin chooses channels of it under Notifications of the project."
            />
          }
        />
      )}
    </Card>
  );
}
