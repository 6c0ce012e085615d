import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { conflict } from "#server/errors.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { createProjectInput } from "#server/projects/create-project.ts";

export const renameProjectInput = createProjectInput.pick({ name: true }).extend({ projectId: z.uuid() });

/** Gives a project another name, unique in its organization. */
export async function renameProject(ctx: Context, input: z.output<typeof renameProjectInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "project:update", tx);
    await lockOrganization(tx, project.organizationId);
    if (project.name === input.name) return;
    const taken = await tx.project.count({
      where: { organizationId: project.organizationId, name: input.name },
    });
    if (taken > 0) throw conflict("The organization has a project of this name already.", "name");
    await tx.project.update({
      where: { id: project.id },
      data: { name: input.name },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project.renamed",
      target: { kind: "project", id: project.id, name: input.name },
      before: { name: project.name },
      after: { name: input.name },
    });
  });
}
