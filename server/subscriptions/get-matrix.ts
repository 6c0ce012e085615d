import { z } from "zod";
import type { Context } from "#server/context.ts";
import { listDestinations } from "#server/destinations/list-destinations.ts";
import { catalogue } from "#server/events/catalogue.ts";
import type { SubscriptionRow } from "#server/subscriptions/find-subscription.ts";
import { coversType } from "#server/subscriptions/match.ts";
import { isUnfiltered } from "#server/subscriptions/subscription-filter.ts";

export const getMatrixInput = z.object({ projectId: z.uuid() });

/**
 * One event of one destination. `on`: the subscription without a filter has it. `filtered`: subscriptions with a filter
 * that name it, shown as a mark that opens them. What is switched off sends nothing, so it is neither.
 */
export type Cell = { on: boolean; filtered: number };

/** What a destination's subscriptions say about a type. Pure. */
export function cellOf(subscriptions: readonly SubscriptionRow[], type: string): Cell {
  const naming = subscriptions.filter(
    (s) => s.enabled && s.eventTypes.some((pattern) => coversType(pattern, type)),
  );
  const ticked = naming.filter(isUnfiltered);
  return { on: ticked.length > 0, filtered: naming.length - ticked.length };
}

/** The event types of the catalogue, grouped by family, in their order. */
export function eventFamilies() {
  const families = new Map<string, { type: string; title: string; description: string }[]>();
  for (const { type, family, title, description } of catalogue.values()) {
    const types = families.get(family) ?? [];
    families.set(family, [...types, { type, title, description }]);
  }
  return [...families].map(([family, types]) => ({ family, types }));
}

/** The matrix event × destination of a project: rows grouped by family, a column for each destination. */
export async function getMatrix(ctx: Context, input: z.output<typeof getMatrixInput>) {
  const { destinations, mayManage } = await listDestinations(ctx, input);
  const types = [...catalogue.keys()];
  const columns = destinations.map(({ id, name, channelIsPrivate, enabled, trouble, subscriptions }) => ({
    id,
    name,
    channelIsPrivate,
    enabled,
    troubled: trouble !== null,
    /** The subscription that the boxes edit is switched off, so they cannot be ticked. */
    locked: subscriptions.some((s) => isUnfiltered(s) && !s.enabled),
    cells: Object.fromEntries(types.map((type) => [type, cellOf(subscriptions, type)])),
  }));
  return { families: eventFamilies(), columns, mayManage };
}
