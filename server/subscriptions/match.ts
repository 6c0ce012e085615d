import { z } from "zod";
import { matchPath } from "#server/projects/secret-path.ts";

/** What a subscription looks at. Null path means every path, no environments every environment. */
export type SubscriptionFilter = {
  eventTypes: string[];
  environments: string[];
  pathGlob: string | null;
};

/** A subscription as the sequencer reads it, with its destination. */
export type MatchCandidate = SubscriptionFilter & {
  id: string;
  revision: number;
  enabled: boolean;
  destinationId: string;
  destinationName: string;
  destinationEnabled: boolean;
};

/** What of an event decides whether a subscription wants it. */
export type MatchEvent = { type: string; environment: string | null; secretPath: string | null };

const reasons = [
  "matched",
  "type",
  "environment",
  "path",
  "subscription-disabled",
  "destination-disabled",
  "error",
] as const;
export type MatchReason = (typeof reasons)[number];

/** Stored with the event: each subscription as it then stood, and why it matched or not. */
export const explanationSchema = z.array(
  z.object({
    subscriptionId: z.string(),
    destinationId: z.string(),
    destinationName: z.string(),
    revision: z.number().int(),
    matched: z.boolean(),
    reason: z.enum(reasons),
    detail: z.string().optional(),
  }),
);
export type Explanation = z.infer<typeof explanationSchema>;

/** Whether a pattern (`*`, `approval:*`, or a type) covers a type. */
export function coversType(pattern: string, type: string): boolean {
  if (pattern === "*") return true;
  if (pattern.endsWith(":*")) return type.startsWith(pattern.slice(0, -1));
  return pattern === type;
}

/** The first reason why a filter does not want an event, or `matched`. An event without the attribute fails a filter on it. */
export function matchFilter(filter: SubscriptionFilter, event: MatchEvent): MatchReason {
  if (!filter.eventTypes.some((pattern) => coversType(pattern, event.type))) return "type";
  if (filter.environments.length > 0) {
    if (event.environment === null || !filter.environments.includes(event.environment)) return "environment";
  }
  if (filter.pathGlob !== null) {
    if (event.secretPath === null || !matchPath(filter.pathGlob, event.secretPath)) return "path";
  }
  return "matched";
}

function reasonFor(candidate: MatchCandidate, event: MatchEvent): MatchReason {
  if (!candidate.destinationEnabled) return "destination-disabled";
  if (!candidate.enabled) return "subscription-disabled";
  return matchFilter(candidate, event);
}

/**
 * Which destinations get an event, each once however many subscriptions matched, and the explanation of all.
 * A candidate that cannot be judged is explained as an error and stands in nobody's way.
 */
export function matchSubscriptions(candidates: MatchCandidate[], event: MatchEvent) {
  const destinations = new Map<string, string[]>();
  const explanation: Explanation = candidates.map((candidate) => {
    const base = {
      subscriptionId: candidate.id,
      destinationId: candidate.destinationId,
      destinationName: candidate.destinationName,
      revision: candidate.revision,
    };
    try {
      const reason = reasonFor(candidate, event);
      if (reason === "matched") {
        const matched = destinations.get(candidate.destinationId);
        if (matched) matched.push(candidate.id);
        else destinations.set(candidate.destinationId, [candidate.id]);
      }
      return { ...base, matched: reason === "matched", reason };
    } catch (error) {
      return { ...base, matched: false, reason: "error", detail: String(error).slice(0, 300) };
    }
  });
  return { destinations, explanation };
}
