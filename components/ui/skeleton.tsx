import { cn } from "#components/ui/cn.ts";

/** A grey shape where something will stand. Give it the size of that thing. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-4 animate-pulse rounded-md bg-hover", className)} />;
}

const widths = ["w-2/5", "w-3/5", "w-1/2", "w-1/3", "w-2/3"];

function keys(count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** A table that is on its way, in the table's own layout. */
export function TableSkeleton({ rows = 6, columns = 4 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" className="overflow-hidden rounded-lg border bg-surface">
      <span className="sr-only">Loading</span>
      <div className="h-9 border-b bg-sunken" />
      {keys(rows, "row").map((row, rowIndex) => (
        <div key={row} className="flex h-11 items-center gap-6 border-b px-4 last:border-b-0">
          {keys(columns, "column").map((column, columnIndex) => (
            <span key={column} className={cn("flex-1", columnIndex > 1 && "max-sm:hidden")}>
              <Skeleton className={cn("h-3.5", widths[(rowIndex + columnIndex) % widths.length])} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A form that is on its way. */
export function FormSkeleton({ fields = 4 }: { fields?: number }) {
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">Loading</span>
      {keys(fields, "field").map((field) => (
        <div key={field} className="flex flex-col gap-1.5">
          <Skeleton className="h-5 w-28" />
          <Skeleton className="h-8 w-full rounded-lg max-sm:h-10" />
        </div>
      ))}
      <Skeleton className="h-8 w-24 rounded-lg" />
    </div>
  );
}

/** A whole page that is on its way: header, then a table or a form. */
export function PageSkeleton({ content = "table" }: { content?: "table" | "form" }) {
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2 pt-0.5">
        <Skeleton className="h-6 w-44" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      {content === "table" ? <TableSkeleton /> : <FormSkeleton />}
    </div>
  );
}
