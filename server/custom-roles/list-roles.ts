import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { abilityOfRole, abilityOfRules } from "#server/authz/ability.ts";
import { covers } from "#server/authz/covers.ts";
import { readRules } from "#server/authz/custom-role.ts";
import type { Context } from "#server/context.ts";
import { fixedRoleSchema } from "#server/custom-roles/role-choice.ts";
import { holdersOf } from "#server/custom-roles/role-holders.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";

export const listRolesInput = z.object({ projectId: z.uuid() });
export const getRoleInput = z.object({ projectId: z.uuid(), roleId: z.uuid() });

const roleColumns = {
  id: true,
  name: true,
  description: true,
  rules: true,
  createdAt: true,
  updatedAt: true,
  _count: { select: { members: true, identities: true } },
} satisfies Prisma.CustomRoleSelect;
type Row = Prisma.CustomRoleGetPayload<{ select: typeof roleColumns }>;

function viewOf({ rules: stored, _count, ...row }: Row) {
  return { ...row, rules: [...readRules(stored)], people: _count.members, identities: _count.identities };
}

/** A project's own roles by name, and how many people and machine identities have each. */
export async function listRoles(ctx: Context, input: z.output<typeof listRolesInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "role:read");
  const rows = await ctx.db.customRole.findMany({
    where: { projectId: project.id },
    select: roleColumns,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return {
    roles: rows.map(viewOf),
    mayManage: ability.may("role:manage"),
  };
}

/** The roles that one may give in a project: those that allow no more than one's own. */
export async function giveableRoles(ctx: Context, input: z.output<typeof listRolesInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "project-member:manage");
  const rows = await ctx.db.customRole.findMany({
    where: { projectId: project.id },
    select: { id: true, name: true, description: true, rules: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return {
    fixed: fixedRoleSchema.options.filter((role) => covers(ability, abilityOfRole(role))),
    custom: rows
      .filter((row) => covers(ability, abilityOfRules(readRules(row.rules))))
      .map(({ rules: _, ...role }) => role),
  };
}

/** One role of a project's own, who has it, and what its editor needs. */
export async function getRole(ctx: Context, input: z.output<typeof getRoleInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "role:read");
  const row = await ctx.db.customRole.findFirst({
    where: { id: input.roleId, projectId: project.id },
    select: roleColumns,
  });
  if (!row) throw notFound("role");
  const role = viewOf(row);
  return {
    role,
    holders: ability.may("project-member:read") ? await holdersOf(ctx.db, project.id, role.id) : [],
    mayManage: ability.may("role:manage") && covers(ability, abilityOfRules(role.rules)),
  };
}
