import { InlineCode } from "#components/api-docs/inline-code.tsx";
import type { SchemaRow } from "#components/api-docs/schema-rows.ts";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";

const columns: DataTableColumn<SchemaRow>[] = [
  {
    id: "field",
    header: "Field",
    primary: true,
    className: "w-64 break-words [td&]:align-top",
    cell: ({ parent, name, required }) => (
      <span className="font-mono text-sm">
        <span className="font-normal text-muted">{parent}</span>
        {name}
        {required ? null : <span className="font-sans font-normal text-muted"> · optional</span>}
      </span>
    ),
  },
  {
    id: "type",
    header: "Type",
    className: "w-44 [td&]:align-top",
    cell: ({ type, limits }) => (
      <span className="min-w-0 text-sm break-words max-sm:text-right">
        {type}
        {limits.map((limit) => (
          <span key={limit} className="block break-all text-muted">
            {limit}
          </span>
        ))}
      </span>
    ),
  },
  {
    id: "meaning",
    header: "Meaning",
    // A card on a phone leaves out what says nothing.
    className: "[td&]:align-top max-sm:[&:has(>span:only-child)]:hidden",
    cell: ({ description }) =>
      description === "" ? null : (
        <span className="max-sm:text-right">
          <InlineCode text={description} />
        </span>
      ),
  },
];

/** The fields of a body, an answer or an address, a line each. */
export function SchemaTable({ caption, rows }: { caption: string; rows: readonly SchemaRow[] }) {
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      getKey={({ parent, name }) => `${parent}${name}`}
      bare
    />
  );
}
