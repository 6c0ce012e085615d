import { z } from "zod";
import type { ProjectAccess } from "#server/authz/access.ts";
import type { Ability } from "#server/authz/ability.ts";
import { covers, firstBeyond } from "#server/authz/covers.ts";
import { heldRole } from "#server/authz/custom-role.ts";
import type { ProjectRole } from "#server/authz/permissions.ts";
import type { Tx } from "#server/db/client.ts";
import { forbidden, invalid } from "#server/errors.ts";

export const fixedRoleSchema = z.enum(["admin", "member", "viewer"]);

/** The role that somebody gets in a project: a fixed one or one of the project's own, never both. For `.and()`. */
export const projectRoleChoice = z.union(
  [
    z.object({ role: fixedRoleSchema, customRoleId: z.never().optional() }),
    z.object({ role: z.never().optional(), customRoleId: z.uuid() }),
  ],
  { error: "Choose one role: role (admin, member or viewer) or customRoleId." },
);
export type ProjectRoleChoice = z.output<typeof projectRoleChoice>;

/** A chosen role: its columns in a membership row, and its name for the audit log. */
export type GivenRole = {
  columns: { role: ProjectRole | null; customRoleId: string | null };
  name: string;
};

/**
 * Finds the role that somebody is to get, for people and machine identities alike. It cannot be changed or deleted until
 * the transaction ends. Refused when the project has no such role, or when it allows more than the giver's own.
 */
export async function roleToGive(
  tx: Tx,
  { project, ability }: Pick<ProjectAccess, "project" | "ability">,
  choice: ProjectRoleChoice,
): Promise<GivenRole> {
  const { role = null, customRoleId = null } = choice;
  const given =
    customRoleId === null ? { role, customRole: null } : await customRole(tx, project.id, customRoleId);
  const held = heldRole(given);
  if (!held) throw invalid("role", "Choose a role.");
  const beyond = firstBeyond(ability, held.ability);
  if (beyond) {
    throw forbidden(
      `The role ${held.roleName} allows more than your own (${beyond}), so you cannot give it. Choose another role, or ask a project admin.`,
    );
  }
  return { columns: { role, customRoleId }, name: held.roleName };
}

async function customRole(tx: Tx, projectId: string, id: string) {
  await tx.$queryRaw`
    select 1 from "CustomRole" where "id" = ${id}::uuid and "projectId" = ${projectId}::uuid for share`;
  const found = await tx.customRole.findFirst({
    where: { id, projectId },
    select: { id: true, name: true, rules: true },
  });
  if (!found) throw invalid("customRoleId", "This project has no such role any more. Choose another one.");
  return { role: null, customRole: found };
}

/** Refuses to change or take away a role that allows more than the actor's own: it was given by somebody above them. */
export function requireCovers(mine: Ability, held: { roleName: string; ability: Ability } | null): void {
  if (!held || covers(mine, held.ability)) return;
  throw forbidden(
    `The role ${held.roleName} allows more than your own, so you cannot change who has it. Ask a project admin.`,
  );
}
