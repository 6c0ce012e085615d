"use client";

import { Funnel } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { DestinationName } from "#components/notifications/destination-name.tsx";
import type { Matrix } from "#components/notifications/types.ts";
import { useMatrix } from "#components/notifications/use-matrix.ts";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

type Column = Matrix["columns"][number];
type Family = Matrix["families"][number];
type SetCell = ReturnType<typeof useMatrix>["set"];

interface PartProps {
  projectId: string;
  matrix: Matrix;
  set: SetCell;
}

/** Event × destination: a table with a fixed first column on a desk, a card for each destination on a phone. */
export function EventMatrix({ projectId }: { projectId: string }) {
  const { query, set } = useMatrix(projectId);
  if (!query.data) {
    return query.isError ? (
      <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
    ) : (
      <TableSkeleton columns={5} />
    );
  }
  const props = { projectId, matrix: query.data, set };
  return (
    <div className="flex flex-col gap-3">
      <MatrixTable {...props} />
      <MatrixCards {...props} />
      <p className="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-sm text-muted">
        Ticking and unticking count from the next event on.
        <span className="inline-flex items-center gap-1">
          <Funnel aria-hidden className="size-3.5" /> marks events that go there under a filter; it opens
          them.
        </span>
        {query.data.mayManage ? null : "Only a project admin can change this."}
      </p>
    </div>
  );
}

function MatrixTable({ projectId, matrix, set }: PartProps) {
  return (
    <div className="max-sm:hidden">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section aria-label="Matrix" tabIndex={0} className="overflow-x-auto rounded-lg border bg-surface">
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">Which events go to which destinations</caption>
          <thead>
            <tr className="border-b bg-sunken">
              <th
                scope="col"
                className="sticky left-0 z-10 h-10 min-w-64 bg-sunken px-4 text-xs font-medium text-muted"
              >
                Event
              </th>
              {matrix.columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  className="min-w-32 px-3 py-2 text-center text-sm font-medium"
                >
                  <ColumnHead projectId={projectId} column={column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.families.map((family) => (
              <Fragment key={family.family}>
                <tr className="border-b bg-sunken">
                  <th scope="row" className="sticky left-0 z-10 bg-sunken px-4 py-2 font-semibold">
                    {family.family}
                  </th>
                  {matrix.columns.map((column) => (
                    <td key={column.id} className="px-3 py-2">
                      <span className="flex justify-center">
                        <GroupBox family={family} column={column} set={set} mayManage={matrix.mayManage} />
                      </span>
                    </td>
                  ))}
                </tr>
                {family.types.map((event) => (
                  <tr key={event.type} className="border-b last:border-b-0">
                    <th scope="row" className="sticky left-0 z-10 bg-surface py-2 pr-4 pl-8 font-normal">
                      {event.title}
                      <span className="block font-mono text-xs text-muted">{event.type}</span>
                    </th>
                    {matrix.columns.map((column) => (
                      <td key={column.id} className="px-3 py-2">
                        <span className="flex items-center justify-center gap-1.5">
                          <EventBox event={event} column={column} set={set} mayManage={matrix.mayManage} />
                          <FilterMark projectId={projectId} column={column} event={event} />
                        </span>
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function MatrixCards({ projectId, matrix, set }: PartProps) {
  return (
    <div className="flex flex-col gap-4 sm:hidden">
      {matrix.columns.map((column) => (
        <Card key={column.id} title={<ColumnHead projectId={projectId} column={column} />}>
          <div className="flex flex-col gap-4">
            {matrix.families.map((family) => (
              <div key={family.family} className="flex flex-col gap-2.5">
                <GroupBox family={family} column={column} set={set} mayManage={matrix.mayManage} labelled />
                {family.types.map((event) => (
                  <div key={event.type} className="flex items-start justify-between gap-2 pl-6">
                    <EventBox event={event} column={column} set={set} mayManage={matrix.mayManage} labelled />
                    <FilterMark projectId={projectId} column={column} event={event} />
                  </div>
                ))}
              </div>
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}

const attention = "Needs attention";

function noteOf(column: Column): string | null {
  if (!column.enabled) return "Disabled";
  if (column.troubled) return attention;
  // Its boxes cannot be ticked until it is on again.
  return column.locked ? "Subscription switched off" : null;
}

function ColumnHead({ projectId, column }: { projectId: string; column: Column }) {
  const note = noteOf(column);
  return (
    <span className="inline-flex flex-col items-center max-sm:items-start">
      <Link
        href={`/projects/${projectId}/notifications/${column.id}`}
        className="rounded-sm underline-offset-4 hover:underline"
      >
        <DestinationName name={column.name} isPrivate={column.channelIsPrivate} />
      </Link>
      {note ? (
        <span className={`text-xs font-normal ${note === attention ? "text-danger" : "text-muted"}`}>
          {note}
        </span>
      ) : null}
    </span>
  );
}

interface BoxProps {
  column: Column;
  set: SetCell;
  mayManage: boolean;
  labelled?: boolean;
}

function EventBox({
  event,
  column,
  set,
  mayManage,
  labelled,
}: BoxProps & { event: Family["types"][number] }) {
  const name = labelled ? { label: event.title } : { "aria-label": `${event.title} to ${column.name}` };
  return (
    <Checkbox
      {...name}
      checked={column.cells[event.type]?.on ?? false}
      disabled={!mayManage || column.locked}
      onChange={(on) => set({ destinationId: column.id, eventTypes: [event.type], on })}
    />
  );
}

function GroupBox({ family, column, set, mayManage, labelled }: BoxProps & { family: Family }) {
  const on = family.types.filter(({ type }) => column.cells[type]?.on).length;
  const checked = on === family.types.length ? true : on > 0 ? "indeterminate" : false;
  const name = labelled
    ? { label: <span className="font-medium">{family.family}</span> }
    : { "aria-label": `All of ${family.family} to ${column.name}` };
  return (
    <Checkbox
      {...name}
      checked={checked}
      disabled={!mayManage || column.locked}
      onChange={(all) =>
        set({ destinationId: column.id, eventTypes: family.types.map(({ type }) => type), on: all })
      }
    />
  );
}

function FilterMark(props: { projectId: string; column: Column; event: Family["types"][number] }) {
  const { projectId, column, event } = props;
  const count = column.cells[event.type]?.filtered ?? 0;
  if (count === 0) return null;
  return (
    <Link
      href={`/projects/${projectId}/notifications/${column.id}#subscriptions`}
      className="rounded-sm text-muted hover:text-ink"
      title="Also goes there under a filter"
    >
      <Funnel aria-hidden className="size-3.5" />
      <span className="sr-only">
        {event.title} to {column.name} under a filter: open
      </span>
    </Link>
  );
}
