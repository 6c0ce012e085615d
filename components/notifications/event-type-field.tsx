"use client";

import { useId } from "react";
import type { Families } from "#components/notifications/types.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";

interface EventTypeFieldProps {
  families: Families;
  value: readonly string[];
  onChange: (value: string[]) => void;
  error?: string;
}

const prefixOf = (type: string) => `${type.split(":", 1)[0]}:*`;

/** Boxes for all events, whole families (also those that come later), and single events. */
export function EventTypeField({ families, value, onChange, error }: EventTypeFieldProps) {
  const base = useId();
  // Each box its own id: by itself it would take the field's, which is one for all.
  const idOf = (pattern: string) => `${base}-${pattern}`;
  const has = (pattern: string) => value.includes(pattern);
  const put = (pattern: string, on: boolean) =>
    onChange(on ? [...value, pattern] : value.filter((one) => one !== pattern));
  const everything = has("*");
  return (
    <Field label="Events" group error={error}>
      <div className="flex flex-col gap-4">
        <Checkbox
          id={idOf("*")}
          checked={everything}
          onChange={(on) => put("*", on)}
          label="All events"
          description="Also those that come later."
        />
        {families.map(({ family, types }) => {
          const pattern = prefixOf(types[0]?.type ?? "");
          const whole = everything || has(pattern);
          return (
            <div key={family} className="flex flex-col gap-2.5">
              <Checkbox
                id={idOf(pattern)}
                checked={whole}
                disabled={everything}
                onChange={(on) => put(pattern, on)}
                label={family}
                description={`All of ${pattern}`}
              />
              {types.map(({ type, title }) => (
                <Checkbox
                  key={type}
                  id={idOf(type)}
                  className="pl-6"
                  checked={whole || has(type)}
                  disabled={whole}
                  onChange={(on) => put(type, on)}
                  label={title}
                />
              ))}
            </div>
          );
        })}
      </div>
    </Field>
  );
}
