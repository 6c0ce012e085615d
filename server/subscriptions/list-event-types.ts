import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { loggedTypes } from "#server/events/catalogue.ts";
import { eventFamilies } from "#server/subscriptions/get-matrix.ts";

export const listEventTypesInput = z.object({ projectId: z.uuid() });

/**
 * The event types that a project's subscriptions may name, by family, those that can stand in its log (which is more), and
 * its environments.
 */
export async function listEventTypes(ctx: Context, input: z.output<typeof listEventTypesInput>) {
  const { project } = await requireProject(ctx, input.projectId, "notification:read");
  const environments = await ctx.db.environment.findMany({
    where: { projectId: project.id },
    select: { slug: true, name: true },
    orderBy: { position: "asc" },
  });
  return { families: eventFamilies(), logged: loggedTypes, environments };
}
