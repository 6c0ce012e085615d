/** An event as its producer saw it. */
export type Told = {
  key: string;
  emitted: "accepted" | "refused" | "unknown";
  rolledBack: boolean;
  producer: number;
};

/** A delivery as the database has it at the end, with the requests that carried it in the order in which they began. */
export type Kept = {
  key: string;
  position: number;
  channelId: string;
  laneClass: string;
  laneOrder: number;
  state: string;
  reasonCode: string | null;
  steppedAside: boolean;
  attempts: { id: string; outcome: string | null }[];
};

/** A message as Slack has it, in the order in which Slack stored them; a digest names several events. */
export type Stored = { channelId: string; keys: string[]; digest: boolean; labelled: boolean };

/** Everything that is known of what became of a scenario's events. */
export type Evidence = {
  told: Told[];
  /** Accepted and not in the log of events: still in the outbox, or set aside. */
  outbox: { key: string; setAside: boolean }[];
  deliveries: Kept[];
  messages: Stored[];
};

/** What became of a scenario's events. */
export type Figures = {
  accepted: number;
  /** Events that Slack has and the database calls delivered. */
  delivered: number;
  digests: number;
  /** Copies that say that they may be one, each after a request that ended unknown. */
  labelled: number;
  /** Copies that do not say so, or that nothing explains. */
  unlabelled: number;
  /** Accepted, and not at Slack. */
  lost: number;
  /** First attempts that overtook an earlier one of their lane and class, and events that overtook one of their producer. */
  outOfOrder: number;
  /** What else is not as promised, one sentence each. */
  problems: string[];
};

/** Counts event by event what became of them, from what Slack has as much as from what the database says. Pure. */
export function account({ told, outbox, deliveries, messages }: Evidence): Figures {
  const problems: string[] = [];
  const byKey = new Map(deliveries.map((delivery) => [delivery.key, delivery]));
  const atSlack = copiesByKey(messages);
  const known = new Map(told.map((one) => [one.key, one]));
  const inOutbox = new Map(outbox.map((row) => [row.key, row]));
  const accepted = told.filter(
    ({ key, emitted }) => emitted === "accepted" || byKey.has(key) || inOutbox.has(key),
  );
  for (const { key, rolledBack } of told) {
    if (rolledBack && (byKey.has(key) || inOutbox.has(key) || atSlack.has(key)))
      problems.push(`${key} is told of though its change was rolled back.`);
  }
  for (const key of atSlack.keys()) {
    if (!known.has(key)) problems.push(`Slack has ${key}, which nobody emitted.`);
    else if (!byKey.has(key)) problems.push(`Slack has ${key}, which the database does not know.`);
  }
  let delivered = 0;
  let labelled = 0;
  let unlabelled = 0;
  let lost = 0;
  for (const { key } of accepted) {
    const delivery = byKey.get(key);
    const all = atSlack.get(key) ?? [];
    const copies = all.filter((copy) => copy.channelId === delivery?.channelId);
    if (copies.length < all.length) problems.push(`${key} stands in a channel that did not ask for it.`);
    if (copies.length === 0) lost += 1;
    if (copies.length > 0 && delivery?.state === "delivered") delivered += 1;
    problems.push(...problemsOf(key, delivery, inOutbox.get(key), copies.length));
    const duplicates = duplicatesAmong(copies, delivery);
    labelled += duplicates.labelled;
    unlabelled += duplicates.unlabelled;
  }
  const outOfOrder = new Set([
    ...overtakersAtSlack(deliveries, messages),
    ...overtakersByAttempt(deliveries),
    ...overtakersOfProducers(accepted, byKey),
  ]).size;
  const digests = messages.filter((message) => message.digest).length;
  return {
    accepted: accepted.length,
    delivered,
    digests,
    labelled,
    unlabelled,
    lost,
    outOfOrder,
    problems: summed(problems),
  };
}

type Copy = { channelId: string; labelled: boolean };

function copiesByKey(messages: Stored[]): Map<string, Copy[]> {
  const copies = new Map<string, Copy[]>();
  for (const { keys, channelId, labelled } of messages) {
    for (const key of keys) copies.set(key, [...(copies.get(key) ?? []), { channelId, labelled }]);
  }
  return copies;
}

/** One copy may lack the label; each further one must have it, and a request before it that ended unknown. */
function duplicatesAmong(copies: Copy[], delivery: Kept | undefined) {
  const more = Math.max(0, copies.length - 1);
  const unnamed = Math.max(0, copies.filter((copy) => !copy.labelled).length - 1);
  const window = delivery?.attempts.filter((attempt) => attempt.outcome === "unknown").length ?? 0;
  const unlabelled = Math.max(unnamed, more - window);
  return { labelled: more - unlabelled, unlabelled };
}

function problemsOf(
  key: string,
  delivery: Kept | undefined,
  row: { setAside: boolean } | undefined,
  copies: number,
): string[] {
  if (row) return [`${key} is still in the outbox${row.setAside ? ", set aside" : ""}.`];
  if (!delivery) return [`${key} was accepted and is gone.`];
  const found: string[] = [];
  const { state, reasonCode, attempts } = delivery;
  if (state !== "delivered") found.push(`${key} ended as ${state} (${reasonCode}).`);
  if (state === "delivered" && copies === 0) found.push(`${key} counts as delivered and Slack has nothing.`);
  const successes = attempts.filter((attempt) => attempt.outcome === "delivered").length;
  if (state === "delivered" && successes !== 1)
    found.push(`${key} was recorded as delivered by ${successes} requests.`);
  if (attempts.some((attempt) => attempt.outcome === null))
    found.push(`${key} has a request that nobody ended.`);
  return found;
}

type InLane = { key: string; lane: string; laneOrder: number };
const laneOf = ({ channelId, laneClass }: Kept) => `${channelId} ${laneClass}`;

/** Those that come after one of their lane whose order is higher. */
function overtaken(sequence: InLane[]): string[] {
  const highest = new Map<string, number>();
  return sequence.flatMap(({ key, lane, laneOrder }) => {
    const before = highest.get(lane) ?? 0;
    highest.set(lane, Math.max(before, laneOrder));
    return laneOrder < before ? [key] : [];
  });
}

/** The first copy of each event as Slack stored them, within a digest as it names them; but what stepped aside. */
function overtakersAtSlack(deliveries: Kept[], messages: Stored[]): string[] {
  const byKey = new Map(deliveries.map((delivery) => [delivery.key, delivery]));
  const seen = new Set<string>();
  const firsts = messages.flatMap((message) =>
    message.keys.flatMap((key) => {
      const delivery = byKey.get(key);
      if (!delivery || delivery.steppedAside || seen.has(key)) return [];
      seen.add(key);
      return [{ key, lane: laneOf(delivery), laneOrder: delivery.laneOrder }];
    }),
  );
  return overtaken(firsts);
}

/** The first request of each delivery, as they began; ids of requests grow with time. */
function overtakersByAttempt(deliveries: Kept[]): string[] {
  const firsts = deliveries.flatMap((delivery) => {
    const [first] = delivery.attempts;
    const { key, laneOrder } = delivery;
    return first ? [{ key, lane: laneOf(delivery), laneOrder, id: first.id }] : [];
  });
  firsts.sort((a, b) => (a.id === b.id ? a.laneOrder - b.laneOrder : a.id < b.id ? -1 : 1));
  return overtaken(firsts);
}

/** A producer that waited for the commit of one event before the next sees them in this order. */
function overtakersOfProducers(accepted: Told[], byKey: Map<string, Kept>): string[] {
  return overtaken(
    accepted.flatMap(({ key, producer }) => {
      const delivery = byKey.get(key);
      return delivery ? [{ key, lane: `producer ${producer}`, laneOrder: delivery.position }] : [];
    }),
  );
}

/** The first few of many, so that a table stays readable. */
function summed(problems: string[]): string[] {
  const shown = 5;
  if (problems.length <= shown) return problems;
  return [...problems.slice(0, shown), `… and ${problems.length - shown} more.`];
}
