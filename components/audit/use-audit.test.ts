import { expect, it } from "vitest";
import { exportHref, selectionOf } from "#components/audit/use-audit.ts";

const filtersOf = (values: Record<string, string>) => ({ read: (name: string) => values[name] });

it("takes a range of days as the reader's own, the last one included", () => {
  const { from, to } = selectionOf(filtersOf({ from: "2026-11-20", to: "2026-11-21" }));
  expect(from).toBe(new Date(2026, 10, 20).toISOString());
  expect(to).toBe(new Date(2026, 10, 22).toISOString());
  expect(selectionOf(filtersOf({ from: "yesterday" })).from).toBeUndefined();
});

it("exports what the page shows, of all pages", () => {
  const filters = filtersOf({ actor: "system", text: "a&b", before: "x" });
  expect(exportHref(null, filters, "csv")).toBe("/api/audit/export?format=csv&actor=system&text=a%26b");
  expect(exportHref("o1", filtersOf({}), "ndjson")).toBe("/api/audit/export?format=ndjson&organizationId=o1");
});
