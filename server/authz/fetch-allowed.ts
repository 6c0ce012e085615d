const batchMax = 500;

/**
 * The first `take` rows that are allowed, in the order in which `fetch` gives them, asking on until there are so many
 * or no more. `fetch` gives at most `count` rows after `last`, or from the beginning without one.
 */
export async function fetchAllowed<Row>(of: {
  take: number;
  allowed: (row: Row) => boolean;
  fetch: (count: number, last: Row | undefined) => Promise<Row[]>;
}): Promise<Row[]> {
  const found: Row[] = [];
  let last: Row | undefined;
  // Where most rows are not allowed, larger batches keep the number of questions small.
  for (let count = of.take; ; count = Math.min(count * 2, Math.max(batchMax, of.take))) {
    const rows = await of.fetch(count, last);
    found.push(...rows.filter(of.allowed));
    if (found.length >= of.take || rows.length < count) return found.slice(0, of.take);
    last = rows.at(-1);
  }
}
