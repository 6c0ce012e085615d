"use client";

import { Search, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

/** One value that a filter can have; those of one `group` stand together under its name. */
export type FilterOption = { value: string; label: string; group?: string };

interface Choice {
  /** Its name in the URL. */
  name: string;
  label: string;
  /** What stands there while nothing is chosen. */
  any: string;
  options: readonly FilterOption[];
}

interface FilterBarProps {
  filters: ReturnType<typeof useUrlFilters>;
  choices: readonly Choice[];
  textLabel: string;
  /** Offers a range of days, `from` and `to` in the URL. */
  dates?: boolean;
}

/** The filters above a list: text, a few choices and a range of days, all in the URL. */
export function FilterBar({ filters, choices, textLabel, dates = false }: FilterBarProps) {
  return (
    <search className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <TextFilter filters={filters} label={textLabel} />
      {choices.map((choice) => (
        <span key={choice.name} className="min-w-0 sm:w-40">
          <NativeSelect
            aria-label={choice.label}
            value={filters.read(choice.name) ?? ""}
            onChange={(event) => filters.set({ [choice.name]: event.target.value || undefined })}
          >
            <option value="">{choice.any}</option>
            {groupsOf(choice.options).map(([group, options]) =>
              group ? (
                <optgroup key={group} label={group}>
                  <Options options={options} />
                </optgroup>
              ) : (
                <Options key="" options={options} />
              ),
            )}
          </NativeSelect>
        </span>
      ))}
      {dates ? (
        <span className="col-span-2 flex flex-col gap-2 sm:flex-row sm:gap-3">
          <DateFilter filters={filters} name="from" label="From" />
          <DateFilter filters={filters} name="to" label="To" />
        </span>
      ) : null}
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

function Options({ options }: { options: readonly FilterOption[] }) {
  return options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.label}
    </option>
  ));
}

function groupsOf(options: readonly FilterOption[]): [string, FilterOption[]][] {
  const groups = new Map<string, FilterOption[]>();
  for (const option of options) {
    const group = option.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [...groups];
}

function DateFilter({
  filters,
  name,
  label,
}: {
  filters: FilterBarProps["filters"];
  name: string;
  label: string;
}) {
  const id = useId();
  return (
    <span className="flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="w-10 shrink-0 text-sm text-muted sm:w-auto">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        value={filters.read(name) ?? ""}
        onChange={(event) => filters.set({ [name]: event.target.value || undefined })}
      />
    </span>
  );
}

const settleMs = 300;

function TextFilter({ filters, label }: { filters: FilterBarProps["filters"]; label: string }) {
  const inUrl = filters.read("text") ?? "";
  const [draft, setDraft] = useState(inUrl);
  const [seen, setSeen] = useState(inUrl);
  // The URL may change from elsewhere (Back, Clear filters); then it counts over what was typed.
  if (seen !== inUrl) {
    setSeen(inUrl);
    setDraft(inUrl);
  }
  const { set } = filters;
  useEffect(() => {
    if (draft.trim() === inUrl) return;
    const timer = setTimeout(() => set({ text: draft.trim() || undefined }), settleMs);
    return () => clearTimeout(timer);
  }, [draft, inUrl, set]);
  return (
    <span className="col-span-2 min-w-0 sm:w-60">
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        leading={<Search aria-hidden />}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
    </span>
  );
}
