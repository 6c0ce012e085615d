import type { Subscription } from "#components/notifications/types.ts";
import { coversType } from "#server/subscriptions/match.ts";
import { isUnfiltered } from "#server/subscriptions/subscription-filter.ts";

type Named = Pick<Subscription, "eventTypes" | "environments" | "pathGlob">;

const typesOf = (subscriptions: readonly Named[]) => [
  ...new Set(subscriptions.flatMap((subscription) => subscription.eventTypes)),
];

/** The event types (and patterns) that always come, and those that come under a filter only. */
export function typesByFilter(subscriptions: readonly Named[]): { always: string[]; filtered: string[] } {
  const always = typesOf(subscriptions.filter(isUnfiltered));
  const named = typesOf(subscriptions.filter((subscription) => !isUnfiltered(subscription)));
  return {
    always,
    filtered: named.filter((type) => !always.some((pattern) => coversType(pattern, type))),
  };
}
