"use client";

import { X } from "lucide-react";
import { useId, useState } from "react";
import {
  type EnvironmentsChoice,
  everywhere,
  type PlaceForm,
  placeProblems,
} from "#components/custom-roles/role-form-schema.ts";
import { placeInWords } from "#components/custom-roles/role-words.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { MultiSelect } from "#components/ui/multi-select.tsx";
import { Select } from "#components/ui/select.tsx";

const choices: readonly { value: EnvironmentsChoice; label: string }[] = [
  { value: "any", label: "Any environment" },
  { value: "some", label: "Only in" },
  { value: "except", label: "Everywhere but" },
];

interface PlaceFieldsProps {
  /** What the place belongs to, for screen readers: "Read secrets". */
  of: string;
  place: PlaceForm;
  environments: readonly string[];
  /** Whether what is missing is told, which it is after an attempt to save. */
  strict: boolean;
  onChange: (place: PlaceForm) => void;
  /** Missing where it is the only place. */
  onRemove?: (() => void) | undefined;
}

/** Where a permission is held: environments, and a secret path. */
export function PlaceFields({ of, place, environments, strict, onChange, onRemove }: PlaceFieldsProps) {
  const [left, setLeft] = useState(false);
  const errorId = useId();
  const problems = placeProblems(place);
  const slugsProblem = strict ? problems.slugs : undefined;
  const pathProblem = strict || left ? problems.pathGlob : undefined;
  if (place.kept) {
    return (
      <div className="flex items-center justify-between gap-2">
        <p className="min-w-0 break-words">{placeInWords(place.kept)}</p>
        <IconButton
          label={`Remove this place of ${of}`}
          size="sm"
          onClick={onRemove ?? (() => onChange(everywhere))}
        >
          <X />
        </IconButton>
      </div>
    );
  }
  const options = environments.map((slug) => ({ value: slug, label: slug }));
  return (
    <div className="flex items-start gap-2">
      <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2">
          <Select
            aria-label={`Environments of ${of}`}
            options={choices}
            value={place.environments}
            onChange={(value) => {
              const chosen = choices.find((one) => one.value === value)?.value ?? "any";
              const kept = chosen === "any" ? [] : place.slugs.slice(0, chosen === "except" ? 1 : undefined);
              onChange({ ...place, environments: chosen, slugs: kept });
            }}
          />
          {place.environments === "some" ? (
            <MultiSelect
              mono
              aria-label={`Which environments of ${of}`}
              value={place.slugs}
              onChange={(slugs) => onChange({ ...place, slugs })}
              options={options}
              placeholder="Choose environments"
              searchPlaceholder="Search environments"
            />
          ) : null}
          {place.environments === "except" ? (
            <Select
              aria-label={`Which environment not for ${of}`}
              value={place.slugs[0] ?? ""}
              onChange={(slug) => onChange({ ...place, slugs: [slug] })}
              options={options}
              placeholder="Choose an environment"
            />
          ) : null}
        </div>
        <Input
          mono
          aria-label={`Secret path of ${of}`}
          aria-invalid={pathProblem ? true : undefined}
          aria-describedby={pathProblem || slugsProblem ? errorId : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="Any path, or /app/**"
          value={place.pathGlob}
          onBlur={() => setLeft(true)}
          onChange={(event) => onChange({ ...place, pathGlob: event.target.value })}
        />
        {slugsProblem || pathProblem ? (
          <p id={errorId} role="alert" className="text-sm text-danger sm:col-span-2">
            {[slugsProblem, pathProblem].filter((one) => one).join(" ")}
          </p>
        ) : null}
      </div>
      {onRemove ? (
        <IconButton label={`Remove this place of ${of}`} size="sm" onClick={onRemove}>
          <X />
        </IconButton>
      ) : null}
    </div>
  );
}
