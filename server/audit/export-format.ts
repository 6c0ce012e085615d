import type { EntryView } from "#server/audit/entry-view.ts";

/** How one format writes entries: what comes first, and each entry. */
export type ExportFormat = {
  extension: string;
  contentType: string;
  head: string;
  line: (entry: EntryView) => string;
};

/** One field of an entry as a column; the order is that of the file. */
const columns: readonly [string, (entry: EntryView) => unknown][] = [
  ["number", ({ seal }) => seal?.number],
  ["at", ({ at }) => at.toISOString()],
  ["action", ({ action }) => action],
  ["actor_kind", ({ actorKind }) => actorKind],
  ["actor_id", ({ actorId }) => actorId],
  ["actor_name", ({ actorName }) => actorName],
  ["target_kind", ({ targetKind }) => targetKind],
  ["target_id", ({ targetId }) => targetId],
  ["target_name", ({ targetName }) => targetName],
  ["project_id", ({ project }) => project?.id],
  ["project_name", ({ project }) => project?.name],
  ["before", ({ before }) => before],
  ["after", ({ after }) => after],
  ["ip_address", ({ ipAddress }) => ipAddress],
  ["user_agent", ({ userAgent }) => userAgent],
  ["request_id", ({ requestId }) => requestId],
  ["content_erased", ({ erased }) => erased],
  ["segment", ({ seal }) => seal?.segment],
  ["entry_hash", ({ seal }) => seal?.entryHash],
  ["chain_hash", ({ seal }) => seal?.chainHash],
  ["id", ({ id }) => id],
];

/** The formats in which a log is exported. */
export const exportFormats = {
  ndjson: {
    extension: "ndjson",
    contentType: "application/x-ndjson; charset=utf-8",
    head: "",
    line: (entry) =>
      `${JSON.stringify(Object.fromEntries(columns.map(([name, read]) => [name, read(entry) ?? null])))}\n`,
  },
  csv: {
    extension: "csv",
    contentType: "text/csv; charset=utf-8",
    // The mark lets a spreadsheet read it as UTF-8.
    head: `\uFEFF${columns.map(([name]) => name).join(",")}\r\n`,
    line: (entry) => `${columns.map(([, read]) => csvField(read(entry))).join(",")}\r\n`,
  },
} as const satisfies Record<string, ExportFormat>;

/** A value as a field of CSV (RFC 4180), such that no spreadsheet takes what somebody typed for a formula. */
export function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[\s\u200b\ufeff]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n;']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
