import type { Ability } from "#server/authz/ability.ts";
import { type Conditions, conditionsHold } from "#server/authz/conditions.ts";
import {
  isProjectPermission,
  type ProjectPermission,
  projectPermissions,
} from "#server/authz/permissions.ts";
import { globContains } from "#server/projects/secret-path.ts";

/** Every permission of projects, in the table's order. */
export const allProjectPermissions: readonly ProjectPermission[] =
  Object.keys(projectPermissions).filter(isProjectPermission);

/**
 * Whether one ability allows everything that another does, so that who has it may hand out the other. Careful rather
 * than complete: where several of mine only together allow one of theirs, the answer is no.
 */
export function covers(mine: Ability, theirs: Ability): boolean {
  return firstBeyond(mine, theirs) === null;
}

/** The first permission that theirs allows further than mine, or null. */
export function firstBeyond(mine: Ability, theirs: Ability): ProjectPermission | null {
  return allProjectPermissions.find((permission) => !coversPermission(mine, theirs, permission)) ?? null;
}

function coversPermission(mine: Ability, theirs: Ability, permission: ProjectPermission): boolean {
  // On a path that a policy covers, a rule that names it gives more than one without conditions does.
  const naming = permission.startsWith("secret:") ? theirs.naming(permission) : [];
  if (!naming.every((one) => mine.naming(permission).some((wider) => implies(one, wider)))) return false;
  const held = mine.conditionsOf(permission);
  if (held === "everywhere") return true;
  const wanted = theirs.conditionsOf(permission);
  return wanted !== "everywhere" && wanted.every((one) => held.some((wider) => implies(one, wider)));
}

/** Whether the wider conditions hold wherever the narrower ones do. */
function implies(narrow: Conditions, wide: Conditions): boolean {
  return (
    (!wide.environment || environmentImplies(narrow.environment, wide)) &&
    (!wide.secretPath || pathImplies(narrow.secretPath, wide))
  );
}

function environmentImplies(narrow: Conditions["environment"], { environment }: Conditions): boolean {
  if (!narrow || !environment) return false;
  const holds = (field: Conditions["environment"], value: string) =>
    conditionsHold({ environment: field }, { environment: value, secretPath: null });
  const named = namedValues(narrow);
  if (named) return named.filter((one) => holds(narrow, one)).every((one) => holds(environment, one));
  return (
    environment.$eq === undefined && environment.$in === undefined && excludes(narrow, environment, holds)
  );
}

function pathImplies(narrow: Conditions["secretPath"], { secretPath }: Conditions): boolean {
  if (!narrow || !secretPath) return false;
  const holds = (field: Conditions["secretPath"], value: string) =>
    conditionsHold({ secretPath: field }, { environment: null, secretPath: value });
  const named = namedValues(narrow);
  if (named) return named.filter((one) => holds(narrow, one)).every((one) => holds(secretPath, one));
  if (secretPath.$eq !== undefined || secretPath.$in !== undefined) return false;
  const { $glob } = secretPath;
  if ($glob !== undefined && (narrow.$glob === undefined || !globContains($glob, narrow.$glob))) return false;
  return excludes(narrow, secretPath, holds);
}

/** Whether the value that the wider field leaves out is left out by the narrower one too. */
function excludes<Field extends { $ne?: string | undefined }>(
  narrow: Field,
  wide: Field,
  holds: (field: Field, value: string) => boolean,
): boolean {
  return wide.$ne === undefined || !holds(narrow, wide.$ne);
}

/** The only values that a field can hold for; null where it names none. */
function namedValues(field: { $eq?: string | undefined; $in?: string[] | undefined }): string[] | null {
  if (field.$eq !== undefined) return [field.$eq];
  return field.$in ?? null;
}
