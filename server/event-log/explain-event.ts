import type { Explanation } from "#server/subscriptions/match.ts";
import type { Snapshot } from "#server/subscriptions/record-revision.ts";

type Entry = Explanation[number];

/** What of an event its explanation speaks of. */
export type ExplainedEvent = { type: string; environment: string | null; secretPath: string | null };

/** Several words as a person lists them: `a, b or c`. */
export function either(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/**
 * Why one subscription, as it stood when the event was sequenced, matched the event or did not. `then` is that
 * revision's snapshot, null where it is not known. Pure.
 */
export function explainEntry(entry: Entry, event: ExplainedEvent, then: Snapshot | null): string {
  const sentences: Record<Entry["reason"], () => string> = {
    matched: () => "It wanted this event.",
    type: () =>
      then && then.eventTypes.length > 0
        ? `It wanted ${either(then.eventTypes)}, and this is ${event.type}.`
        : `It did not want ${event.type}.`,
    environment: () => {
      const wanted = then && then.environments.length > 0 ? either(then.environments) : "other ones";
      return event.environment === null
        ? `It wanted events of the environment ${wanted} only, and this one has no environment.`
        : `It wanted events of the environment ${wanted} only, and this one is of ${event.environment}.`;
    },
    path: () => {
      const wanted = then?.pathGlob ? `under ${then.pathGlob}` : "of other paths";
      return event.secretPath === null
        ? `It wanted events ${wanted} only, and this one has no secret path.`
        : `It wanted events ${wanted} only, and this one is about ${event.secretPath}.`;
    },
    "subscription-disabled": () => "It was switched off.",
    "destination-disabled": () => "The destination was switched off.",
    error: () =>
      `It could not be judged: ${entry.detail ?? "no reason was kept"}. Edit and save it to mend it.`,
  };
  return sentences[entry.reason]();
}

/** The answer to "why was nothing sent", for an event without deliveries; null for one that matched something. Pure. */
export function whyNothingMatched(explanation: Explanation): string | null {
  if (explanation.some((entry) => entry.matched)) return null;
  if (explanation.length === 0) {
    return "No subscription existed when this event happened. Add a channel under Notifications, and the next event like it is sent there.";
  }
  const count = explanation.length;
  return count === 1
    ? "The one subscription that existed did not want this event."
    : `None of the ${count} subscriptions that existed wanted this event.`;
}
