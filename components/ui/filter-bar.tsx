"use client";

import { Search, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

interface Choice {
  /** Its name in the URL. */
  name: string;
  label: string;
  /** What stands there while nothing is chosen. */
  any: string;
  options: readonly { value: string; label: string }[];
}

interface FilterBarProps {
  filters: ReturnType<typeof useUrlFilters>;
  choices: readonly Choice[];
  textLabel: string;
}

/** The filters above a list: text and a few choices, all in the URL. */
export function FilterBar({ filters, choices, textLabel }: FilterBarProps) {
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
