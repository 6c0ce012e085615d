import {
  isProjectPermission,
  type ProjectPermission,
  projectPermissions,
} from "#server/authz/permissions.ts";

/** What a permission allows, as words that follow "may". */
export const permissionWords: Record<ProjectPermission, string> = {
  "project:read": "see that the project exists",
  "project:update": "rename the project",
  "project-member:read": "see members",
  "project-member:manage": "add, change and remove members",
  "role:read": "see roles",
  "role:manage": "make, change and delete roles",
  "environment:manage": "add, order and remove environments",
  "notification:read": "see notifications",
  "notification:manage": "change notifications",
  "event:read": "read events",
  "delivery:read": "read deliveries",
  "delivery:redeliver": "send deliveries again",
  "access-policy:read": "see access policies",
  "access-policy:manage": "change access policies",
  "access-request:read": "read access requests",
  "access-request:create": "ask for access",
  "access-request:review": "decide on access requests",
  "secret:read": "read secrets",
  "secret:create": "create secrets",
  "secret:edit": "edit secrets",
  "secret:delete": "delete secrets",
};

const groupOf: Record<string, string> = {
  secret: "Secrets",
  "access-request": "Access requests",
  event: "Events and deliveries",
  delivery: "Events and deliveries",
  notification: "Notifications",
  "access-policy": "Policies and environments",
  environment: "Policies and environments",
  "project-member": "Members and roles",
  role: "Members and roles",
  project: "Project",
};
const groupOrder = [
  "Secrets",
  "Access requests",
  "Events and deliveries",
  "Notifications",
  "Policies and environments",
  "Members and roles",
  "Project",
];

export type PermissionGroup = { title: string; permissions: ProjectPermission[] };

/** Every permission of projects, grouped as people think of them; one of a new kind stands under Project. */
export const permissionGroups: readonly PermissionGroup[] = groupOrder.map((title) => ({
  title,
  permissions: Object.keys(projectPermissions)
    .filter(isProjectPermission)
    .filter((permission) => (groupOf[permission.split(":")[0] ?? ""] ?? "Project") === title),
}));

/** As the beginning of a line: `Read secrets`. */
export function permissionLabel(permission: ProjectPermission): string {
  const words = permissionWords[permission];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
