import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { listDeliveriesInput, whereOf } from "#server/deliveries/list-deliveries.ts";

/** The list's filter without its states and page. */
export const countDeliveriesInput = listDeliveriesInput.pick({
  projectId: true,
  destinationId: true,
  eventType: true,
  environment: true,
  text: true,
});

/** How many deliveries of a project there are in each state, under a filter. States without any are left out. */
export async function countDeliveries(ctx: Context, input: z.output<typeof countDeliveriesInput>) {
  const { project } = await requireProject(ctx, input.projectId, "delivery:read");
  const groups = await ctx.db.delivery.groupBy({
    by: ["state"],
    where: whereOf(project.id, { ...input, states: [] }),
    _count: true,
  });
  return groups.map(({ state, _count }) => ({ state, count: _count }));
}

export const deliveryFilterOptionsInput = z.object({ projectId: z.uuid() });

/** What the lists of deliveries and events can be filtered by: destinations (deleted ones marked) and environments. */
export async function deliveryFilterOptions(
  ctx: Context,
  input: z.output<typeof deliveryFilterOptionsInput>,
) {
  const { project } = await requireProject(ctx, input.projectId, "delivery:read");
  const destinations = await ctx.db.destination.findMany({
    where: { projectId: project.id },
    select: { id: true, name: true, deletedAt: true },
    orderBy: [{ deletedAt: { sort: "asc", nulls: "first" } }, { name: "asc" }],
    take: 500,
  });
  const environments = await ctx.db.environment.findMany({
    where: { projectId: project.id },
    select: { slug: true },
    orderBy: { position: "asc" },
  });
  return {
    destinations: destinations.map(({ deletedAt, ...rest }) => ({ ...rest, deleted: deletedAt !== null })),
    environments: environments.map((row) => row.slug),
  };
}
