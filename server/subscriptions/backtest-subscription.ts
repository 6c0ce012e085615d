import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import { catalogue, noticeNames } from "#server/events/catalogue.ts";
import { eventTypesSchema } from "#server/subscriptions/event-types.ts";
import { type MatchReason, matchFilter } from "#server/subscriptions/match.ts";
import { filterSchema } from "#server/subscriptions/subscription-filter.ts";

export const backtestInput = z.object({
  projectId: z.uuid(),
  eventTypes: eventTypesSchema,
  filter: filterSchema.prefault({}),
});

/** How many of the last events a draft is tried against. */
export const backtestEvents = 1_000;
const shownMax = 20;

/**
 * Which of the project's last thousand events a subscription would have matched, judged by the very function that
 * judges new ones, and for what reason it would have left the others.
 */
export async function backtestSubscription(ctx: Context, input: z.output<typeof backtestInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "notification:read");
  const events = await ctx.db.event.findMany({
    where: { projectId: project.id, type: { notIn: [...noticeNames] }, ...placeWhere(ability, "event:read") },
    orderBy: { position: "desc" },
    take: backtestEvents,
    select: { id: true, type: true, environment: true, secretPath: true, subject: true, time: true },
  });
  const seen = events.filter((event) => mayAt(ability, "event:read", event));
  const draft = { eventTypes: input.eventTypes, ...input.filter };
  const left = new Map<MatchReason, number>();
  const matched = seen.filter((event) => {
    const reason = matchFilter(draft, event);
    left.set(reason, (left.get(reason) ?? 0) + 1);
    return reason === "matched";
  });
  return {
    /** How many events it was tried against; fewer than a thousand where there are no more. */
    tried: seen.length,
    oldest: seen.at(-1)?.time ?? null,
    matched: matched.length,
    /** Left out for the first of these that did not fit. */
    left: {
      type: left.get("type") ?? 0,
      environment: left.get("environment") ?? 0,
      path: left.get("path") ?? 0,
    },
    /** The latest of them. */
    shown: matched
      .slice(0, shownMax)
      .map((event) => ({ ...event, title: catalogue.get(event.type)?.title ?? event.type })),
  };
}
