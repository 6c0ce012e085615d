import { z } from "zod";
import { type Ability, abilityOfRole, abilityOfRules, type Rule } from "#server/authz/ability.ts";
import { conditionsSchema } from "#server/authz/conditions.ts";
import { isPlaced, isProjectPermission, type ProjectRole } from "#server/authz/permissions.ts";

const rulesMax = 200;

const ruleSchema = z
  .strictObject({
    permission: z
      .string("Name a permission.")
      .refine(isProjectPermission, "There is no such permission. Choose one of the list."),
    conditions: conditionsSchema.optional(),
  })
  .refine(
    ({ permission, conditions }) => !conditions || !isProjectPermission(permission) || isPlaced(permission),
    {
      path: ["conditions"],
      error: ({ input }) =>
        `${permissionOf(input)} concerns the whole project, so it has no environment or path. Leave its conditions out.`,
    },
  );

function permissionOf(rule: unknown): string {
  return typeof rule === "object" && rule !== null && "permission" in rule ? String(rule.permission) : "This";
}

/** The rules of a custom role, as the column `CustomRole.rules` holds them. */
export const rulesSchema = z.array(ruleSchema).max(rulesMax, `A role has at most ${rulesMax} rules.`);

/** What a membership row says of the role: a fixed one, or a custom one with its rules. */
export const roleSelect = {
  role: true,
  customRole: { select: { id: true, name: true, rules: true } },
} as const;

/** What somebody is in a project: a fixed role, or one of the project's own. */
export type HeldRole = { role: ProjectRole | "custom"; roleName: string; ability: Ability };

/** What the stored rules of a custom role allow. A rule that cannot be read allows nothing; the others stay. */
export function readRules(stored: unknown): readonly Rule[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((one) => {
    const rule = ruleSchema.safeParse(one);
    return rule.success ? [rule.data] : [];
  });
}

/** Reads a membership row. */
export function heldRole(row: {
  role: ProjectRole | null;
  customRole: { name: string; rules: unknown } | null;
}): HeldRole | null {
  if (row.role) return { role: row.role, roleName: row.role, ability: abilityOfRole(row.role) };
  if (!row.customRole) return null;
  const { name, rules } = row.customRole;
  return { role: "custom", roleName: name, ability: abilityOfRules(readRules(rules)) };
}
