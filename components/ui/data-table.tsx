import Link from "next/link";
import type { ComponentProps, Key, ReactNode } from "react";
import { ClickableRow } from "#components/ui/clickable-row.tsx";
import { cn } from "#components/ui/cn.ts";
import { TableSkeleton } from "#components/ui/skeleton.tsx";

export interface DataTableColumn<TRow> {
  id: string;
  header: ReactNode;
  cell: (row: TRow) => ReactNode;
  /** Numbers go right and are set in tabular figures. */
  align?: "left" | "right";
  /** The cell that names the row: holds the row's link, and is the head of its card on a phone. */
  primary?: boolean;
  hideOnPhone?: boolean;
  /** The header is for screen readers only, as over a column of buttons. */
  headerHidden?: boolean;
  /** Extra classes for the column's cells, e.g. a width such as `w-40`. */
  className?: string;
}

interface DataTableProps<TRow> {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly DataTableColumn<TRow>[];
  rows: readonly TRow[];
  getKey: (row: TRow) => Key;
  /** Where the row leads. */
  href?: (row: TRow) => string | undefined;
  /** Shown instead of the table when there are no rows: an `EmptyState`. */
  empty?: ReactNode;
  loading?: boolean;
  /** Below the rows, inside the frame: `Pagination`. */
  footer?: ReactNode;
  /** Without its own frame, inside a flush card. */
  bare?: boolean;
  className?: string;
}

// As cards on a phone the elements are no longer displayed as a table; the roles keep them one for screen readers.
const asTable = { role: "table" };
const asRowGroup = { role: "rowgroup" };
const asRow = { role: "row" };
const asHeader = { role: "columnheader" };
const asCell = { role: "cell" };

/** The one table: rows on a desk, cards on a phone. */
export function DataTable<TRow>({
  caption,
  columns,
  rows,
  getKey,
  href,
  empty,
  loading = false,
  footer,
  bare = false,
  className,
}: DataTableProps<TRow>) {
  if (loading) return <TableSkeleton columns={Math.min(columns.length, 5)} />;
  if (rows.length === 0 && empty) return empty;
  return (
    <div className={cn("overflow-hidden bg-surface", !bare && "rounded-lg border", className)}>
      <div className="overflow-x-auto">
        <table {...asTable} className="w-full border-collapse text-left max-sm:block">
          <caption className="sr-only">{caption}</caption>
          <thead {...asRowGroup} className="max-sm:sr-only">
            <tr {...asRow} className="border-b bg-sunken">
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  {...asHeader}
                  className={cn(
                    "h-9 px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
                    column.align === "right" && "text-right",
                    column.className,
                  )}
                >
                  {column.headerHidden ? <span className="sr-only">{column.header}</span> : column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...asRowGroup} className="max-sm:block">
            {rows.map((row) => (
              <Row key={getKey(row)} href={href?.(row)}>
                {columns.map((column) => (
                  <Cell key={column.id} column={column} row={row} href={href?.(row)} />
                ))}
              </Row>
            ))}
          </tbody>
        </table>
      </div>
      {footer ? <div className="border-t px-4 py-2">{footer}</div> : null}
    </div>
  );
}

function Row({ href, children }: { href: string | undefined; children: ReactNode }) {
  const props: ComponentProps<"tr"> = {
    ...asRow,
    className: cn(
      "border-b transition-colors last:border-b-0 max-sm:block max-sm:px-4 max-sm:py-3",
      href && "cursor-pointer hover:bg-hover/60",
    ),
  };
  if (!href) return <tr {...props}>{children}</tr>;
  return (
    <ClickableRow href={href} {...props}>
      {children}
    </ClickableRow>
  );
}

interface CellProps<TRow> {
  column: DataTableColumn<TRow>;
  row: TRow;
  href: string | undefined;
}

function Cell<TRow>({ column, row, href }: CellProps<TRow>) {
  const content = column.cell(row);
  const right = column.align === "right";
  return (
    <td
      {...asCell}
      className={cn(
        "h-11 px-3 py-2 align-middle first:pl-4 last:pr-4",
        "max-sm:flex max-sm:h-auto max-sm:min-h-7 max-sm:w-auto max-sm:items-center max-sm:justify-between max-sm:gap-4 max-sm:px-0 max-sm:py-1 max-sm:first:pl-0 max-sm:last:pr-0 max-sm:empty:hidden",
        !column.primary && "max-sm:text-right",
        right && "text-right tabular-nums",
        column.hideOnPhone && "max-sm:hidden",
        column.className,
        column.primary && "font-medium max-sm:pb-1.5",
      )}
    >
      {column.primary || column.headerHidden ? null : (
        <span aria-hidden className="shrink-0 text-sm text-muted sm:hidden">
          {column.header}
        </span>
      )}
      {column.primary && href ? (
        <Link href={href} className="rounded-sm">
          {content}
        </Link>
      ) : (
        content
      )}
    </td>
  );
}
