import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlannedEvent } from "./orders.ts";
import type { Place } from "./place.ts";
import type { Emitted, ProcessUnderTest } from "./process-under-test.ts";

/** Numbers in [0, 1) that the seed decides (mulberry32). */
export type Random = () => number;

/** Makes the random numbers of a seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `from` to `to`, both included. */
export const between = (random: Random, from: number, to: number) =>
  from + Math.floor(random() * (to - from + 1));

/** An event that the suite had emitted, and what its producer was told. */
export type Produced = PlannedEvent & { emitted: Emitted; producer: number };

/** Producers; each emits one event after the other, so that the order of its own is known. */
const producers = 3;
/** Real ms between two events of a producer at most. */
const gapMs = 50;
const refusedMs = 500;
const refusalsMax = 120;

/**
 * Has events accepted over all lanes and both classes, by whichever process `by` names at the moment, through its death
 * and that of the database. `kept` is filled as it goes.
 */
export async function produce(
  place: Place,
  input: { events: number; random: Random; by: () => Promise<ProcessUnderTest>; gap?: number },
  kept: Produced[],
): Promise<void> {
  const planned = planEvents(place, input.events, input.random);
  const gaps = planned.map(() => input.random() * (input.gap ?? gapMs));
  const emitOne = async (event: PlannedEvent, producer: number) => {
    const process = await input.by();
    const emitted = await process.emit(event);
    kept.push({ ...event, emitted, producer });
    return emitted;
  };
  const share = async (producer: number) => {
    for (let i = producer; i < planned.length; i += producers) {
      const event = planned[i];
      if (!event) continue;
      let emitted = await emitOne(event, producer);
      // A producer that was refused, such as without a database, does it again later: that is another event.
      for (let again = 0; emitted === "refused" && !event.rolledBack && again < refusalsMax; again++) {
        await sleep(refusedMs);
        emitted = await emitOne({ ...event, key: randomUUID() }, producer);
      }
      await sleep(gaps[i]);
    }
  };
  await Promise.all(Array.from({ length: producers }, (_, producer) => share(producer)));
}

/** A fifth is urgent, a fifth belongs to the subject of an earlier one, and one in fifteen is rolled back. */
function planEvents(place: Place, count: number, random: Random): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  for (let number = 0; number < count; number++) {
    const lane = place.lanes[between(random, 0, place.lanes.length - 1)];
    if (!lane) throw new Error("A place has at least one lane.");
    const key = randomUUID();
    const earlier = events.filter((event) => event.secretPath === lane.secretPath).at(-1);
    events.push({
      key,
      projectId: place.projectId,
      secretPath: lane.secretPath,
      subject: earlier && random() < 0.2 ? earlier.subject : `access-request/${key}`,
      urgent: random() < 0.2,
      rolledBack: number % 15 === 7,
    });
  }
  return events;
}
