import { z } from "zod";

const cursorSchema = z.uuid("This page's address is not complete. Open the list anew.");

/** The fields of a list's input by which an instance admin pages through rows by name. */
export const pageByNameShape = {
  /** The page before this row. */
  before: cursorSchema.optional(),
  /** The page after this row; counts only without `before`. */
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
};
type Page = { before?: string | undefined; after?: string | undefined; limit: number };

/** What to ask the database for: the rows of a page and one more, which tells whether there is another page. */
export function queryByName({ before, after, limit }: Page) {
  const way = before === undefined ? ("asc" as const) : ("desc" as const);
  const cursor = before ?? after;
  return {
    orderBy: [{ name: way }, { id: way }],
    ...(cursor ? { cursor: { id: cursor }, skip: 1 } : {}),
    take: limit + 1,
  };
}

/** The rows of a page in their order, with the cursors of the neighbouring pages, null where there is none. */
export function pageByName<Row extends { id: string }>(
  found: readonly Row[],
  { before, after, limit }: Page,
) {
  const more = found.length > limit;
  const rows = found.slice(0, limit);
  const back = before !== undefined;
  if (back) rows.reverse();
  const first = rows[0]?.id ?? null;
  const last = rows.at(-1)?.id ?? null;
  const hasPrevious = back ? more : after !== undefined;
  return { rows, previous: hasPrevious ? first : null, next: back || more ? last : null };
}
