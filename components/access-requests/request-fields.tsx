"use client";

import type { UseFormReturn } from "react-hook-form";
import { CoveragePanel, coverageOf } from "#components/access-requests/coverage-panel.tsx";
import { OwnAccessPanel } from "#components/access-requests/own-access.tsx";
import { DurationInput } from "#components/access-requests/duration-field.tsx";
import type { RequestFormIn, RequestFormOut } from "#components/access-requests/request-form.ts";
import type { RequestOptions } from "#components/access-requests/types.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FormField } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { durationInWords } from "#server/events/types/access-request.ts";
import { type SecretPermission, secretPermissions } from "#server/access-requests/fields.ts";

const meanings: Record<SecretPermission, string> = {
  read: "See secret values",
  create: "Add secrets",
  edit: "Change secret values",
  delete: "Remove secrets",
};

export type RequestForm = UseFormReturn<RequestFormIn, unknown, RequestFormOut>;

interface RequestFieldsProps {
  form: RequestForm;
  options: RequestOptions;
  requesterId: string;
  /** Where one asks for oneself: what one has already is told. */
  projectId?: string;
}

/** What one asks for: environment, path, permissions, and for how long, with who will decide. */
export function RequestFields({ form, options, requesterId, projectId }: RequestFieldsProps) {
  const [environment, secretPath, access, unit] = form.watch(["environment", "secretPath", "access", "unit"]);
  const permissions = form.watch("permissions");
  const coverage = coverageOf(options.policies, environment, secretPath);
  const longest = coverage?.policy?.maxDurationSeconds ?? null;
  return (
    <>
      <FormField form={form} name="environment" label="Environment" required>
        {(field) => (
          <Select
            {...field}
            onChange={(slug) => {
              field.onChange(slug);
              // Whether a policy covers the path depends on both fields.
              form.clearErrors("secretPath");
            }}
            placeholder="Choose an environment"
            options={options.environments.map((slug) => ({ value: slug, label: slug }))}
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="secretPath"
        label="Secret path"
        help="/app is itself only, /app/* one level below, /app/** itself and everything below."
        required
      >
        {(field) => <Input {...field} mono autoComplete="off" spellCheck={false} placeholder="/app/db" />}
      </FormField>
      {form.formState.errors.secretPath ? null : (
        <CoveragePanel coverage={coverage} requesterId={requesterId} />
      )}
      <FormField form={form} name="permissions" label="Permissions" group required>
        {({ value, onChange, onBlur }) => (
          <PermissionBoxes value={value} onChange={onChange} onBlur={onBlur} />
        )}
      </FormField>
      {projectId === undefined ? null : (
        <OwnAccessPanel
          projectId={projectId}
          environment={environment}
          secretPath={secretPath}
          permissions={permissions}
          covered={coverage !== null && coverage.kind !== "none"}
        />
      )}
      <FormField form={form} name="access" label="Access" group>
        {(field) => (
          <RadioGroup
            {...field}
            options={[
              {
                value: "temporary",
                label: "Temporary",
                description: "It ends by itself, counted from the approval.",
              },
              {
                value: "permanent",
                label: "Permanent",
                description:
                  longest === null
                    ? "Until it is revoked."
                    : `This policy allows at most ${durationInWords(longest)}.`,
                disabled: longest !== null && access !== "permanent",
              },
            ]}
          />
        )}
      </FormField>
      {access === "temporary" ? (
        <FormField form={form} name="amount" label="Duration" required>
          {(field) => (
            <DurationInput
              amount={field}
              unit={unit}
              onUnitChange={(next) =>
                form.setValue("unit", next, { shouldValidate: form.formState.isSubmitted })
              }
            />
          )}
        </FormField>
      ) : null}
    </>
  );
}

interface PermissionBoxesProps {
  value: readonly SecretPermission[];
  onChange: (value: SecretPermission[]) => void;
  onBlur: () => void;
}

function PermissionBoxes({ value, onChange, onBlur }: PermissionBoxesProps) {
  return (
    <fieldset className="grid gap-2.5 sm:grid-cols-2" aria-label="Permissions">
      {secretPermissions.map((permission) => (
        <Checkbox
          key={permission}
          id={`permission-${permission}`}
          label={`${permission.charAt(0).toUpperCase()}${permission.slice(1)}`}
          description={meanings[permission]}
          checked={value.includes(permission)}
          onBlur={onBlur}
          onChange={(checked) =>
            onChange(secretPermissions.filter((p) => (p === permission ? checked : value.includes(p))))
          }
        />
      ))}
    </fieldset>
  );
}
