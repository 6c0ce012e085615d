import type { Remedy } from "#server/delivery/outcome.ts";
import type { Trouble } from "#server/destinations/destination-kind.ts";

/** A destination that can take nothing, and why. */
export type TroubledDestination = {
  id: string;
  name: string;
  channelIsPrivate: boolean;
  project: { id: string; name: string };
  integration: { id: string; alias: string; brokenAt: Date | null } | null;
  /** The connection behind it is what broke. */
  connectionBroken: boolean;
  brokenAt: Date | null;
  readdress: Remedy;
  trouble: Trouble;
  waiting: number;
};

/** One thing to mend: a destination, or a connection or plan that several destinations wait for. */
export type AttentionItem = {
  of: "destination" | "integration" | "plan";
  /** Of the destination or connection; of the organization where it is the plan. */
  id: string;
  name: string;
  trouble: Trouble;
  since: Date | null;
  waiting: number;
  destinations: Pick<
    TroubledDestination,
    "id" | "name" | "channelIsPrivate" | "project" | "integration" | "readdress"
  >[];
};

/** Puts together what one remedy mends, the longest broken first. Pure. */
export function groupTrouble(
  troubled: readonly TroubledDestination[],
  organizationId: string,
): AttentionItem[] {
  const items = new Map<string, AttentionItem>();
  for (const destination of troubled) {
    const cause = causeOf(destination, organizationId);
    const key = `${cause.of}/${cause.id}`;
    const item = items.get(key) ?? { ...cause, trouble: destination.trouble, waiting: 0, destinations: [] };
    const { id, name, channelIsPrivate, project, integration, readdress } = destination;
    item.destinations.push({ id, name, channelIsPrivate, project, integration, readdress });
    item.waiting += destination.waiting;
    items.set(key, item);
  }
  return [...items.values()].sort(longestFirst);
}

function causeOf(destination: TroubledDestination, organizationId: string) {
  const { trouble, integration, connectionBroken, id, name, brokenAt } = destination;
  if (trouble.remedy === "change-plan")
    return { of: "plan" as const, id: organizationId, name: "The plan", since: null };
  if (connectionBroken && integration)
    return {
      of: "integration" as const,
      id: integration.id,
      name: integration.alias,
      since: integration.brokenAt,
    };
  return { of: "destination" as const, id, name, since: brokenAt };
}

function longestFirst(a: AttentionItem, b: AttentionItem): number {
  const time = (item: AttentionItem) => item.since?.getTime() ?? 0;
  return time(a) - time(b) || a.name.localeCompare(b.name);
}
