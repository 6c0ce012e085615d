import type { Ability, Place } from "#server/authz/ability.ts";
import type { Conditions } from "#server/authz/conditions.ts";
import type { PlacedPermission } from "#server/authz/permissions.ts";
import { escapeLike } from "#server/db/escape-like.ts";

type TextWhere = { equals?: string; not?: string; in?: string[]; startsWith?: string };
type FieldWhere = { environment?: TextWhere } | { secretPath?: TextWhere } | { OR: FieldWhere[] };

/** A Prisma `where` for any table with the columns `environment` and `secretPath`; empty where nothing narrows. */
export type PlaceWhere = { OR?: { AND: FieldWhere[] }[] };

/**
 * What the database can leave out before the evaluator looks: environments exactly, secret paths by prefix. It never
 * leaves out what the ability allows, but may let more through, so the evaluator has the last word. Pure.
 */
export function placeWhere(ability: Ability, permission: PlacedPermission): PlaceWhere {
  const conditions = ability.conditionsOf(permission);
  // An empty OR finds nothing: that is right for somebody who holds the permission nowhere.
  return conditions === "everywhere" ? {} : { OR: conditions.map((one) => ({ AND: fieldsOf(one) })) };
}

function fieldsOf({ environment, secretPath }: Conditions): FieldWhere[] {
  return [
    ...textsOf(environment).map((text) => ({ environment: text })),
    ...textsOf(secretPath).map((text) => ({ secretPath: text })),
    ...(secretPath?.$glob === undefined ? [] : [globWhere(secretPath.$glob)]),
  ];
}

type Compared = { $eq?: string | undefined; $ne?: string | undefined; $in?: string[] | undefined };

function textsOf({ $eq, $ne, $in }: Compared = {}): TextWhere[] {
  return [
    ...($eq === undefined ? [] : [{ equals: $eq }]),
    ...($ne === undefined ? [] : [{ not: $ne }]),
    ...($in === undefined ? [] : [{ in: $in }]),
  ];
}

function globWhere(glob: string): FieldWhere {
  // Everything that is there at all, whatever a publisher wrote as a path.
  if (glob === "/**") return { secretPath: { startsWith: "" } };
  const base = glob.replace(/\/\*\*?$/, "");
  if (base === glob) return { secretPath: { equals: glob } };
  const below: FieldWhere = { secretPath: { startsWith: `${escapeLike(base)}/` } };
  return glob.endsWith("/**") ? { OR: [{ secretPath: { equals: base } }, below] } : below;
}

/** Whether the ability holds a permission where a thing lies. */
export function mayAt(ability: Ability, permission: PlacedPermission, thing: Place): boolean {
  return ability.may(permission, placeOf(thing));
}

/** Where a thing lies, of all that a row says of it. */
export const placeOf = ({ environment, secretPath }: Place): Place => ({ environment, secretPath });
