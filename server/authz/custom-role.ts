import { z } from "zod";
import { type Ability, abilityOfRole, abilityOfRules, type Rule } from "#server/authz/ability.ts";
import { conditionsSchema } from "#server/authz/conditions.ts";
import { type ProjectPermission, type ProjectRole, projectPermissions } from "#server/authz/permissions.ts";

const isProjectPermission = (key: string): key is ProjectPermission => Object.hasOwn(projectPermissions, key);

/** The rules of a custom role, as the column `CustomRole.rules` holds them. */
export const rulesSchema = z.array(
  z.strictObject({
    permission: z.string().refine(isProjectPermission, "There is no such permission."),
    conditions: conditionsSchema.optional(),
  }),
);

/** What a membership row says of the role: a fixed one, or a custom one with its rules. */
export const roleSelect = {
  role: true,
  customRole: { select: { id: true, name: true, rules: true } },
} as const;

/** What somebody is in a project: a fixed role, or one of the project's own. */
export type HeldRole = { role: ProjectRole | "custom"; roleName: string; ability: Ability };

/** Reads a membership row. A custom role whose rules cannot be read allows nothing. */
export function heldRole(row: {
  role: ProjectRole | null;
  customRole: { name: string; rules: unknown } | null;
}): HeldRole | null {
  if (row.role) return { role: row.role, roleName: row.role, ability: abilityOfRole(row.role) };
  if (!row.customRole) return null;
  const rules = rulesSchema.safeParse(row.customRole.rules);
  const readable: readonly Rule[] = rules.success ? rules.data : [];
  return { role: "custom", roleName: row.customRole.name, ability: abilityOfRules(readable) };
}
