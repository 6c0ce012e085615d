import type { Families } from "#components/notifications/types.ts";

/** Channel ids by event type. */
export type Choice = Readonly<Record<string, readonly string[]>>;

/** The choice as the server takes it: events with at least one channel. */
export function selectionsOf(choice: Choice, families: Families) {
  return families
    .flatMap((family) => family.types)
    .flatMap(({ type }) => {
      const channelIds = [...(choice[type] ?? [])];
      return channelIds.length > 0 ? [{ eventTypes: [type], channelIds }] : [];
    });
}

/** Channels that every event of a group has. */
export function channelsOfGroup(choice: Choice, types: readonly string[]): string[] {
  const [first = "", ...others] = types;
  return (choice[first] ?? []).filter((id) => others.every((type) => choice[type]?.includes(id)));
}

/** The choice after a group's channels changed: added ones are added to each of its events, removed ones taken from each. */
export function withGroup(choice: Choice, types: readonly string[], channelIds: readonly string[]): Choice {
  const before = channelsOfGroup(choice, types);
  const removed = before.filter((id) => !channelIds.includes(id));
  const next: Record<string, readonly string[]> = { ...choice };
  for (const type of types) {
    const kept = (choice[type] ?? []).filter((id) => !removed.includes(id));
    next[type] = [...kept, ...channelIds.filter((id) => !kept.includes(id))];
  }
  return next;
}
