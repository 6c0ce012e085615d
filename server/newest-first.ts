/** A page of a list that stands newest first: older than `before`, or newer than `after`, which counts only without it. */
type Page = { before?: string | undefined; after?: string | undefined; limit: number };

/** Whether the rows next to `after` are asked for, which are found oldest first. */
export const asksNewer = ({ before, after }: Pick<Page, "before" | "after">): boolean =>
  before === undefined && after !== undefined;

/**
 * The rows of a page in their order, of those found and one more, which tells whether there is another page; with the
 * cursors of the neighbouring pages, null where there is none. Pure.
 */
export function newestFirst<Row>(found: readonly Row[], input: Page, cursorOf: (row: Row) => string) {
  const more = found.length > input.limit;
  const page = found.slice(0, input.limit);
  const back = asksNewer(input);
  if (back) page.reverse();
  const cursor = (row: Row | undefined) => (row === undefined ? null : cursorOf(row));
  const hasNewer = back ? more : input.before !== undefined;
  return { page, newer: hasNewer ? cursor(page[0]) : null, older: back || more ? cursor(page.at(-1)) : null };
}
