import { isGood, type Row } from "./scenario.ts";

const columns: readonly [string, (row: Row) => string][] = [
  ["scenario", (row) => row.name],
  ["accepted", (row) => String(row.accepted)],
  ["delivered", (row) => String(row.delivered)],
  ["digests", (row) => String(row.digests)],
  ["duplicates, labelled", (row) => String(row.labelled)],
  ["unlabelled", (row) => String(row.unlabelled)],
  ["lost", (row) => String(row.lost)],
  ["out of order", (row) => String(row.outOfOrder)],
  ["seconds", (row) => row.seconds.toFixed(1)],
];

/** The table of a run, and below it what was not as promised. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  const problems = rows
    .filter((row) => !isGood(row))
    .flatMap((row) => [`✗ ${row.name}`, ...row.problems.map((problem) => `    ${problem}`)]);
  return [lines[0], "-".repeat(lines[0]?.length ?? 0), ...lines.slice(1), ...problems].join("\n");
}
