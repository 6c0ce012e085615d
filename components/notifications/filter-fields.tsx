"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MultiSelect } from "#components/ui/multi-select.tsx";
import type { Environments } from "#components/notifications/types.ts";

/** A filter while it is being written: an empty path means every path. */
export type FilterDraft = { environments: string[]; pathGlob: string };

interface FilterFieldsProps {
  value: FilterDraft;
  onChange: (value: FilterDraft) => void;
  environments: Environments;
  errors?: { environments?: string; pathGlob?: string };
}

/** The optional filter of a subscription: environments and a glob over secret paths. */
export function FilterFields({ value, onChange, environments, errors = {} }: FilterFieldsProps) {
  return (
    <>
      <Field
        label="Environments"
        optional
        help="Leave it empty for events of every environment."
        error={errors.environments}
      >
        <MultiSelect
          mono
          value={value.environments}
          onChange={(slugs) => onChange({ ...value, environments: slugs })}
          options={environments.map(({ slug, name }) => ({
            value: slug,
            label: slug,
            ...(name === slug ? {} : { description: name }),
          }))}
          placeholder="Every environment"
          searchPlaceholder="Search environments"
        />
      </Field>
      <Field
        label="Secret path"
        optional
        help="/app is itself only, /app/* one level below, /app/** itself and everything below. Leave it empty for every path."
        error={errors.pathGlob}
      >
        <Input
          mono
          value={value.pathGlob}
          onChange={(event) => onChange({ ...value, pathGlob: event.target.value })}
          placeholder="/**"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
    </>
  );
}
