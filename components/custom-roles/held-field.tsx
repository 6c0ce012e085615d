"use client";

import {
  permissionGroups,
  type PermissionGroup,
  permissionLabel,
} from "#components/custom-roles/permission-words.ts";
import { PlaceFields } from "#components/custom-roles/place-fields.tsx";
import { everywhere, type HeldForm, type PlaceForm } from "#components/custom-roles/role-form-schema.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldContext, useFieldLabelId } from "#components/ui/field-context.ts";
import { isPlaced, type ProjectPermission } from "#server/authz/permissions.ts";

interface HeldFieldProps {
  value: HeldForm;
  onChange: (value: HeldForm) => void;
  environments: readonly string[];
  strict: boolean;
}

const groupHelp: Record<string, string> = {
  Secrets:
    "A rule that names a secret path counts also where an access policy covers it. Without a path, covered ones need a grant.",
};

/** Every permission, grouped; a ticked one can be narrowed to places where its things lie in some. */
export function HeldField(props: HeldFieldProps) {
  const labelId = useFieldLabelId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the fieldsets are the groups inside it
    <div role="group" aria-labelledby={labelId} className="divide-y divide-line rounded-lg border bg-surface">
      {/* The controls inside name themselves; only the group is the field's. */}
      <FieldContext value={null}>
        {permissionGroups.map((group) => (
          <Group key={group.title} group={group} {...props} />
        ))}
      </FieldContext>
    </div>
  );
}

function Group({ group, value, onChange, ...rest }: HeldFieldProps & { group: PermissionGroup }) {
  const { title } = group;
  // Everybody in a project sees that it exists.
  const permissions = group.permissions.filter((one) => one !== "project:read");
  const set = (permission: ProjectPermission, places: PlaceForm[] | null) => {
    const { [permission]: _, ...others } = value;
    onChange(places ? { ...others, [permission]: places } : others);
  };
  const ticked = permissions.filter((one) => value[one] && isPlaced(one));
  return (
    <fieldset className="flex flex-col gap-3 p-4">
      <legend className="float-left font-medium">{title}</legend>
      {groupHelp[title] ? <p className="clear-both -mt-2 text-sm text-muted">{groupHelp[title]}</p> : null}
      <div className="clear-both flex flex-col gap-3">
        {permissions.map((permission) => (
          <Permission
            key={permission}
            permission={permission}
            places={value[permission] ?? null}
            onChange={(places) => set(permission, places)}
            onSpread={
              ticked.includes(permission) && ticked.some((one) => !sameAs(value[permission], value[one]))
                ? (places) =>
                    onChange({ ...value, ...Object.fromEntries(ticked.map((one) => [one, places])) })
                : undefined
            }
            groupTitle={title}
            {...rest}
          />
        ))}
      </div>
    </fieldset>
  );
}

const sameAs = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

interface PermissionProps extends Pick<HeldFieldProps, "environments" | "strict"> {
  permission: ProjectPermission;
  /** Null while it is not ticked. */
  places: PlaceForm[] | null;
  onChange: (places: PlaceForm[] | null) => void;
  /** Gives the same places to all that are ticked in the group. */
  onSpread: ((places: PlaceForm[]) => void) | undefined;
  groupTitle: string;
}

function Permission(props: PermissionProps) {
  const { permission, places, onChange, onSpread, groupTitle, environments, strict } = props;
  const label = permissionLabel(permission);
  const narrowable = places !== null && isPlaced(permission);
  const isEverywhere = sameAs(places, [everywhere]);
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        label={label}
        checked={places !== null}
        onChange={(checked) => onChange(checked ? [everywhere] : null)}
      />
      {narrowable ? (
        <div className="ml-6.5 flex flex-col gap-2 max-sm:ml-0">
          {places.map((place, index) => (
            <PlaceFields
              // biome-ignore lint/suspicious/noArrayIndexKey: places have no identity but their order
              key={index}
              of={places.length > 1 ? `${label}, place ${index + 1}` : label}
              place={place}
              environments={environments}
              strict={strict}
              onChange={(next) => onChange(places.with(index, next))}
              onRemove={places.length > 1 ? () => onChange(places.toSpliced(index, 1)) : undefined}
            />
          ))}
          {isEverywhere ? null : (
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              <Button variant="link" size="sm" onClick={() => onChange([...places, everywhere])}>
                Add another place
              </Button>
              {onSpread ? (
                <Button variant="link" size="sm" onClick={() => onSpread(places)}>
                  Use for all ticked under {groupTitle}
                </Button>
              ) : null}
            </div>
          )}
        </div>
      ) : null}
    </div>
  );
}
