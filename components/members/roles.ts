import type { OrganizationRole, ProjectRole } from "#server/authz/permissions.ts";

type RoleOption<TRole> = { value: TRole; label: string; description: string };

/** The roles of an organization, as they are explained to people. */
export const organizationRoleOptions: readonly RoleOption<OrganizationRole>[] = [
  { value: "owner", label: "Owner", description: "Everything, owners included" },
  { value: "admin", label: "Admin", description: "Members, integrations, audit log, every project" },
  { value: "member", label: "Member", description: "The projects they are added to" },
];

/** The roles of a project, as they are explained to people. */
export const projectRoleOptions: readonly RoleOption<ProjectRole>[] = [
  { value: "admin", label: "Project admin", description: "Members, notifications, policies, environments" },
  { value: "member", label: "Project member", description: "Asks for access and decides on requests" },
  { value: "viewer", label: "Viewer", description: "Reads only" },
];

export const organizationRoleWords = { owner: "Owner", admin: "Admin", member: "Member" } as const;
export const projectRoleWords = {
  admin: "Project admin",
  member: "Project member",
  viewer: "Viewer",
} as const;

/** What a person or machine identity has in a project: a fixed role, or one of the project's own. */
export type Held = { role: ProjectRole | null; customRole: { id: string; name: string } | null };

/** A held role in words. */
export const heldRoleWords = ({ role, customRole }: Held): string =>
  customRole?.name ?? (role ? projectRoleWords[role] : "No role");
