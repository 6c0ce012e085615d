import {
  instancePermissions,
  organizationPermissions,
  organizationRoleMay,
  type Permission,
  projectPermissions,
  projectRoleMay,
} from "#server/authz/permissions.ts";
import type { Standing } from "#server/testing/permission-matrix/subjects.ts";
import type { Meta } from "#server/trpc/init.ts";

/** Why a call is refused before the thing itself has a say. */
export type Refusal = "unauthenticated" | "forbidden" | "not_found";

const isKeyOf = <T extends object>(key: PropertyKey, of: T): key is keyof T => Object.hasOwn(of, key);
const isInstancePermission = (one: Permission): one is (typeof instancePermissions)[number] =>
  instancePermissions.some((known) => known === one);

/** Every permission that a procedure or route may declare. */
export const knownPermissions: ReadonlySet<string> = new Set([
  "public",
  "signed-in",
  ...instancePermissions,
  ...Object.keys(organizationPermissions),
  ...Object.keys(projectPermissions),
]);

/** What the permission table says of a call: null where it is allowed, else the refusal. */
export function refusalByTable(permission: Meta["permission"], standing: Standing): Refusal | null {
  if (permission === "public" || permission === "signed-in") return null;
  if (isInstancePermission(permission)) return standing.instance ? null : "forbidden";
  if (isKeyOf(permission, organizationPermissions)) {
    if (!standing.organization) return "not_found";
    const may = organizationRoleMay(standing.organization, permission, { membersMayConnect: false });
    return may ? null : "forbidden";
  }
  if (!isKeyOf(permission, projectPermissions)) throw new Error(`${permission} stands in no table.`);
  const { project } = standing;
  if (!project) return "not_found";
  const may =
    typeof project === "string"
      ? projectRoleMay(project, permission)
      : permission === "project:read" || project.includes(permission);
  return may ? null : "forbidden";
}
