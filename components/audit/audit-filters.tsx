"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { actionWords } from "#components/audit/action-words.ts";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";

interface AuditFiltersProps {
  organizationId: string;
  filters: ReturnType<typeof useUrlFilters>;
}

/** Who, what and which project, offered as they occur in the log. */
export function AuditFilters({ organizationId, filters }: AuditFiltersProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.audit.filterOptions.queryOptions({ organizationId }));
  const choices = [
    {
      name: "actor",
      label: "Who",
      any: "Anybody",
      options: [
        ...(data?.people ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ...(data?.system ? [{ value: "system", label: "Bellwire itself" }] : []),
      ],
    },
    {
      name: "action",
      label: "What",
      any: "Any action",
      options: (data?.actions ?? []).map((action) => ({ value: action, label: actionWords(action) })),
    },
    {
      name: "project",
      label: "Project",
      any: "Any project",
      options: (data?.projects ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
  ];
  return (
    <search className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      {choices.map((choice) => (
        <span key={choice.name} className="min-w-0 sm:w-52">
          <NativeSelect
            aria-label={choice.label}
            value={filters.read(choice.name) ?? ""}
            onChange={(event) => filters.set({ [choice.name]: event.target.value || undefined })}
          >
            <option value="">{choice.any}</option>
            {choice.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </NativeSelect>
        </span>
      ))}
      {filters.filtered ? (
        <Button variant="ghost" asChild>
          <Link href={filters.clearHref} scroll={false}>
            <X aria-hidden />
            Clear filters
          </Link>
        </Button>
      ) : null}
    </search>
  );
}
