/**
 * The permission table: who may do what, by fixed role. Pure data; the guard is in access.ts.
 * Source: product page, Permissions.
 */
export type OrganizationRole = "owner" | "admin" | "member";
export type ProjectRole = "admin" | "member" | "viewer";

/** Permissions of the instance: instance admins have all of them, nobody else any. */
export const instancePermissions = [
  "slack-app:manage",
  "user:manage",
  "organization:manage",
  "instance-audit:read",
  "health:read",
] as const;
export type InstancePermission = (typeof instancePermissions)[number];

const everyone = ["owner", "admin", "member"] as const;
const administrators = ["owner", "admin"] as const;

/** Organization permissions and the organization roles that have them. */
export const organizationPermissions = {
  "organization:read": everyone,
  "organization:update": administrators,
  "organization:delete": ["owner"],
  "organization-member:read": everyone,
  "organization-member:manage": administrators,
  "organization-owner:manage": ["owner"],
  "project:create": administrators,
  "integration:read": everyone,
  /** Members have it too where the organization lets members connect workspaces (mayConnect below). */
  "integration:connect": administrators,
  "integration:manage": administrators,
  "identity:read": administrators,
  "identity:manage": administrators,
  "audit:read": administrators,
} as const satisfies Record<string, readonly OrganizationRole[]>;
export type OrganizationPermission = keyof typeof organizationPermissions;

const anyProjectRole = ["admin", "member", "viewer"] as const;
const working = ["admin", "member"] as const;

/** Project permissions and the project roles that have them; organization owners and admins act as project admins. */
export const projectPermissions = {
  "project:read": anyProjectRole,
  "project:update": ["admin"],
  "project-member:read": anyProjectRole,
  "project-member:manage": ["admin"],
  "role:read": anyProjectRole,
  "role:manage": ["admin"],
  "environment:manage": ["admin"],
  "notification:read": anyProjectRole,
  "notification:manage": ["admin"],
  "event:read": anyProjectRole,
  "delivery:read": anyProjectRole,
  "delivery:redeliver": ["admin"],
  "access-policy:read": anyProjectRole,
  "access-policy:manage": ["admin"],
  "access-request:read": anyProjectRole,
  "access-request:create": working,
  /** Whether a person may decide on one request is the policy's matter, beyond this. */
  "access-request:review": working,
  /** On paths that no access approval policy covers; on covered ones a grant or a custom role has to name them. */
  "secret:read": working,
  "secret:create": working,
  "secret:edit": working,
  "secret:delete": working,
} as const satisfies Record<string, readonly ProjectRole[]>;
export type ProjectPermission = keyof typeof projectPermissions;

/**
 * Permissions whose things lie in an environment and at a secret path. Only these can be held under conditions, and
 * whoever lists such things narrows by them.
 */
export const placedPermissions = [
  "event:read",
  "delivery:read",
  "delivery:redeliver",
  "access-request:read",
  "access-request:create",
  "access-request:review",
  "secret:read",
  "secret:create",
  "secret:edit",
  "secret:delete",
] as const satisfies readonly ProjectPermission[];
export type PlacedPermission = (typeof placedPermissions)[number];

/** Whether a permission can be held under conditions. */
export function isPlaced(permission: ProjectPermission): permission is PlacedPermission {
  return placedPermissions.some((one) => one === permission);
}

/** Whether a word is a permission of projects. */
export function isProjectPermission(word: string): word is ProjectPermission {
  return Object.hasOwn(projectPermissions, word);
}

export type Permission = InstancePermission | OrganizationPermission | ProjectPermission;

/** Whether an organization role has a permission; `membersMayConnect` is the organization's setting. */
export function organizationRoleMay(
  role: OrganizationRole,
  permission: OrganizationPermission,
  settings: { membersMayConnect: boolean },
): boolean {
  if (permission === "integration:connect" && settings.membersMayConnect) return true;
  const roles: readonly OrganizationRole[] = organizationPermissions[permission];
  return roles.includes(role);
}

/** Whether a fixed project role has a permission; abilities (ability.ts) also know custom roles. */
export function projectRoleMay(role: ProjectRole, permission: ProjectPermission): boolean {
  const roles: readonly ProjectRole[] = projectPermissions[permission];
  return roles.includes(role);
}
