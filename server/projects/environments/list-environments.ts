import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";

export const listEnvironmentsInput = z.object({ projectId: z.uuid() });

/** A project's environments in its order. */
export async function listEnvironments(ctx: Context, input: z.output<typeof listEnvironmentsInput>) {
  const { project, may } = await requireProject(ctx, input.projectId, "project:read");
  const environments = await ctx.db.environment.findMany({
    where: { projectId: project.id },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
    select: { id: true, slug: true, name: true },
  });
  return {
    environments,
    mayManage: may("environment:manage"),
  };
}
