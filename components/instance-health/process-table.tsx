import type { Health } from "#components/instance-health/health-page.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type Row = Health["processes"][number];

const roles = { on: "Pages and worker", off: "Pages only", only: "Worker only" } as const;

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "host",
    header: "Process",
    primary: true,
    cell: (row) => (
      <span className="font-mono text-sm break-all">
        {row.host}
        <span className="text-muted"> · {row.pid}</span>
      </span>
    ),
  },
  { id: "role", header: "Does", cell: (row) => <RoleWords row={row} /> },
  {
    id: "state",
    header: "State",
    cell: (row) =>
      row.alive ? (
        <StatusBadge tone="ok">Alive</StatusBadge>
      ) : (
        <StatusBadge tone="danger">Gone without a word</StatusBadge>
      ),
  },
  { id: "version", header: "Version", cell: (row) => <span className="tabular-nums">{row.version}</span> },
  {
    id: "started",
    header: "Started",
    align: "right",
    cell: (row) => <RelativeTime date={row.startedAt} className="text-muted" />,
  },
  {
    id: "seen",
    header: "Last sign of life",
    align: "right",
    cell: (row) => <RelativeTime date={row.seenAt} className="text-muted" />,
  },
];

function RoleWords({ row }: { row: Row }) {
  return (
    <span>
      {roles[row.role]}
      {row.isSequencer ? <span className="text-muted">, is the sequencer</span> : null}
    </span>
  );
}

/** Every process on this database, the living first. */
export function ProcessTable({ processes }: { processes: readonly Row[] }) {
  const gone = processes.filter((one) => !one.alive).length;
  return (
    <Card
      title="Processes"
      description="One takes events as they come: the sequencer. Workers share the deliveries; when one dies, the others take over within half a minute."
      flush
      footer={
        gone > 0
          ? "A process that ended without a word crashed or was killed. What it was sending was taken over; its row goes after a day."
          : undefined
      }
    >
      <DataTable bare caption="Processes" columns={columns} rows={processes} getKey={(row) => row.id} />
    </Card>
  );
}
