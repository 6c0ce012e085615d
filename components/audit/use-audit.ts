"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/provider.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

type Filters = ReturnType<typeof useUrlFilters>;

/** Entries of an organization, or with null the instance's own, as the URL's filters and page say. */
export function useAudit(organizationId: string | null, filters: Filters) {
  const trpc = useTRPC();
  const ofInstance = organizationId === null;
  const id = organizationId ?? "";
  const page = { ...selectionOf(filters), before: filters.read("before"), after: filters.read("after") };
  const kept = { placeholderData: keepPreviousData };
  const organization = {
    list: useQuery(
      trpc.audit.list.queryOptions({ organizationId: id, ...page }, { ...kept, enabled: !ofInstance }),
    ),
    options: useQuery(
      trpc.audit.filterOptions.queryOptions({ organizationId: id }, { enabled: !ofInstance }),
    ),
    seal: useQuery(trpc.audit.sealStatus.queryOptions({ organizationId: id }, { enabled: !ofInstance })),
  };
  const instance = {
    list: useQuery(trpc.instanceAudit.list.queryOptions(page, { ...kept, enabled: ofInstance })),
    options: useQuery(trpc.instanceAudit.filterOptions.queryOptions(undefined, { enabled: ofInstance })),
    seal: useQuery(trpc.instanceAudit.sealStatus.queryOptions(undefined, { enabled: ofInstance })),
  };
  return ofInstance ? instance : organization;
}

/** What the filters of the URL select; days are those of the reader's own clock. */
export function selectionOf(filters: Pick<Filters, "read">) {
  return {
    actor: filters.read("actor"),
    action: filters.read("action"),
    projectId: filters.read("project"),
    text: filters.read("text"),
    from: startOfDay(filters.read("from"), 0),
    to: startOfDay(filters.read("to"), 1),
  };
}

/** Where a file with what the filters select is to be had. */
export function exportHref(
  organizationId: string | null,
  filters: Pick<Filters, "read">,
  format: "csv" | "ndjson",
): string {
  const query = new URLSearchParams({ format });
  if (organizationId !== null) query.set("organizationId", organizationId);
  for (const [name, value] of Object.entries(selectionOf(filters))) if (value) query.set(name, value);
  return `/api/audit/export?${query}`;
}

function startOfDay(day: string | undefined, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "") ?? [];
  if (!year || !month || !date) return undefined;
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
