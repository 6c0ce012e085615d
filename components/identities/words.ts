import { projectRoleWords } from "#components/members/roles.ts";
import type { ProjectRole } from "#server/authz/permissions.ts";

/** What an identity has in a project: a fixed role, or one of the project's own. */
export type Held = { role: ProjectRole | null; customRole: { id: string; name: string } | null };

/** A role in words. */
export const roleWordsOf = ({ role, customRole }: Held): string =>
  customRole?.name ?? (role ? projectRoleWords[role] : "No role");
