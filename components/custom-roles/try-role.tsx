"use client";

import { Check, Minus } from "lucide-react";
import { useState } from "react";
import { permissionGroups, permissionLabel } from "#components/custom-roles/permission-words.ts";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { abilityOfRules, type Rule } from "#server/authz/ability.ts";
import { isPlaced } from "#server/authz/permissions.ts";
import { secretPathSchema } from "#server/projects/secret-path.ts";

const placed = permissionGroups.flatMap((group) => group.permissions).filter(isPlaced);

interface TryRoleProps {
  rules: readonly Rule[];
  environments: readonly string[];
}

/** What rules allow at one place, judged by the evaluator that the server uses. */
export function TryRole({ rules, environments }: TryRoleProps) {
  const [environment, setEnvironment] = useState(environments[0] ?? "");
  const [path, setPath] = useState("/app/db");
  const parsed = secretPathSchema.safeParse(path.trim());
  const ability = abilityOfRules(rules);
  return (
    <Card title="Try it" description="What this role may at one place.">
      <div className="flex flex-col gap-3">
        <Field label="Environment">
          <Select
            value={environment}
            onChange={setEnvironment}
            options={environments.map((slug) => ({ value: slug, label: slug }))}
          />
        </Field>
        <Field label="Secret path" error={parsed.success ? undefined : parsed.error.issues[0]?.message}>
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            value={path}
            onChange={(event) => setPath(event.target.value)}
          />
        </Field>
        <ul aria-live="polite" aria-label="What holds there" className="flex flex-col gap-1">
          {placed.map((permission) => {
            const may = parsed.success && ability.may(permission, { environment, secretPath: parsed.data });
            return (
              <li
                key={permission}
                className={may ? "flex items-center gap-2" : "flex items-center gap-2 text-muted"}
              >
                {may ? (
                  <Check aria-hidden className="size-4 shrink-0 text-ok" />
                ) : (
                  <Minus aria-hidden className="size-4 shrink-0" />
                )}
                <span>
                  {permissionLabel(permission)}
                  <span className="sr-only">{may ? ": yes" : ": no"}</span>
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </Card>
  );
}
