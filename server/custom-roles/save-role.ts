import type { ProjectAccess } from "#server/authz/access.ts";
import { abilityOfRules, type Rule } from "#server/authz/ability.ts";
import { firstBeyond } from "#server/authz/covers.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { AppError, conflict, forbidden, notFound } from "#server/errors.ts";
import { readRules } from "#server/authz/custom-role.ts";
import { type RoleFields, refuseFields } from "#server/custom-roles/role-fields.ts";

/** Holds the project's environments and the names of its roles until the transaction ends. */
export async function lockRoles(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Project" where "id" = ${projectId}::uuid for no key update`;
}

/** A role of this project, kept from being given to anybody until the transaction ends; *not found* for any other. */
export async function loadRole(tx: Tx, projectId: string, roleId: string) {
  await tx.$queryRaw`
    select 1 from "CustomRole" where "id" = ${roleId}::uuid and "projectId" = ${projectId}::uuid for update`;
  const row = await tx.customRole.findFirst({
    where: { id: roleId, projectId },
    select: { id: true, name: true, description: true, rules: true },
  });
  if (!row) throw notFound("role");
  return { ...row, rules: readRules(row.rules) };
}

/** Refuses fields that do not fit the project. The project's roles must be locked. */
export async function checkFields(
  tx: Tx,
  projectId: string,
  fields: RoleFields,
  roleId?: string,
): Promise<void> {
  const others = await tx.customRole.findMany({
    where: { projectId, ...(roleId === undefined ? {} : { id: { not: roleId } }) },
    select: { name: true },
  });
  const environments = await tx.environment.findMany({
    where: { projectId },
    orderBy: { position: "asc" },
    select: { slug: true },
  });
  const refusal = refuseFields(fields, {
    environments: environments.map((one) => one.slug),
    otherNames: others.map((one) => one.name),
  });
  if (!refusal) return;
  if (refusal.field === "name") throw conflict(refusal.why, refusal.field);
  throw new AppError("invalid", refusal.why, { field: refusal.field });
}

/** Refuses rules that allow more than the person who writes, widens or narrows them may do. */
export function requireWithin({ ability }: Pick<ProjectAccess, "ability">, rules: readonly Rule[]): void {
  const beyond = firstBeyond(ability, abilityOfRules(rules));
  if (!beyond) return;
  throw forbidden(
    `This role allows ${beyond} further than your own role does, so you cannot make or change it. Ask a project admin.`,
  );
}

/** The rules as their column takes them. */
export function rulesColumn(rules: readonly Rule[]): Prisma.InputJsonArray {
  return rules.map(({ permission, conditions }) => ({
    permission,
    ...(conditions ? { conditions: { ...conditions } } : {}),
  }));
}

/** A role for the audit log. */
export function auditedRole({
  name,
  description,
  rules,
}: {
  name: string;
  description: string;
  rules: readonly Rule[];
}) {
  return { name, description, rules: rulesColumn(rules) };
}
