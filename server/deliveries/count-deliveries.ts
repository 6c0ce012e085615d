import { z } from "zod";
import type { Ability } from "#server/authz/ability.ts";
import { requireProject } from "#server/authz/access.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { DeliveryState, Prisma } from "#server/db/generated/client.ts";
import { deliveryStates, whereEvent, whereOf } from "#server/deliveries/delivery-filter.ts";
import { listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";

/** The list's filter without its states and page. */
export const countDeliveriesInput = listDeliveriesInput.pick({
  projectId: true,
  destinationId: true,
  attemptId: true,
  eventType: true,
  environment: true,
  text: true,
});

/** A state is counted up to here: pages ask every few seconds, and nobody needs to know more of 300,000. */
export const countMax = 10_000;

/**
 * How many deliveries of a project there are in each state, under a filter; `more` where it is only at least that many.
 * States without any are left out.
 */
export async function countDeliveries(ctx: Context, input: z.output<typeof countDeliveriesInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "delivery:read");
  const allPlaces = await placesOf(ctx.db, project.id, ability);
  const counts: { state: DeliveryState; count: number; more: boolean }[] = [];
  for (const state of deliveryStates) {
    let count = 0;
    for (const places of allPlaces) {
      if (count > countMax) break;
      count += await ctx.db.delivery.count({
        where: { AND: [whereOf(project.id, { ...input, states: [state] }), whereEvent(places)] },
        take: countMax + 1,
      });
    }
    if (count > 0) counts.push({ state, count: Math.min(count, countMax), more: count > countMax });
  }
  return counts;
}

const placesAtOnce = 2_000;

/**
 * Filters that together find each event whose deliveries one may read exactly once: conditions cannot be said in SQL,
 * the places where events happened and that they allow can.
 */
async function placesOf(db: Db, projectId: string, ability: Ability): Promise<Prisma.EventWhereInput[]> {
  const narrowed = placeWhere(ability, "delivery:read");
  if (ability.conditionsOf("delivery:read") === "everywhere") return [narrowed];
  const places = await db.event.groupBy({
    by: ["environment", "secretPath"],
    where: { AND: [{ projectId }, narrowed] },
  });
  const allowed = places.filter((place) => mayAt(ability, "delivery:read", place));
  return Array.from({ length: Math.ceil(allowed.length / placesAtOnce) }, (_, index) => ({
    OR: allowed.slice(index * placesAtOnce, (index + 1) * placesAtOnce),
  }));
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
