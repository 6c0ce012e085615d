import { equalBytes } from "#server/audit/entry-hash.ts";

/** Where a chain stands. `number` 0 is before the first entry. */
export type ChainEnd = { segment: number; number: number; chainHash: Uint8Array };

/** At most one checkpoint in this time while entries come … */
export const checkpointEveryMs = 60_000;
/** … unless this many entries have none yet. */
export const checkpointEntriesMax = 1_000;

/** What is known when a checkpoint may be due; `last` is the newest one. */
export type CheckpointQuestion = {
  end: ChainEnd;
  last: { segment: number; number: number; at: Date } | null;
  now: Date;
  /** The process ends: nothing should stay without a checkpoint. */
  stopping: boolean;
};

/** Whether the end of the chain gets a checkpoint now. */
export function checkpointDue({ end, last, now, stopping }: CheckpointQuestion): boolean {
  if (end.number === 0) return false;
  if (last === null) return true;
  const uncovered = end.number - last.number;
  if (end.segment === last.segment && uncovered <= 0) return false;
  if (stopping || end.segment !== last.segment || uncovered >= checkpointEntriesMax) return true;
  return Math.abs(now.getTime() - last.at.getTime()) >= checkpointEveryMs;
}

/** How the database's chain agrees with what a process knows from outside it (its checkpoint file, or its own memory). */
export type Agreement = "fits" | "behind" | "differs";

/**
 * `behind`: the database was put back to an earlier state, as by a restore. `differs`: it goes on, but was another
 * chain where the witness saw it. `hashThen` is the database's chain hash at the witness's number, where it has one.
 */
export function agreementOf(end: ChainEnd, witness: ChainEnd, hashThen: Uint8Array | null): Agreement {
  if (end.segment < witness.segment) return "behind";
  if (end.segment > witness.segment) return "fits";
  if (end.number < witness.number) return "behind";
  return hashThen !== null && equalBytes(hashThen, witness.chainHash) ? "fits" : "differs";
}

/** The one of two that saw more. */
export function laterOf(a: ChainEnd | null, b: ChainEnd | null): ChainEnd | null {
  if (a === null || b === null) return a ?? b;
  return b.segment > a.segment || (b.segment === a.segment && b.number > a.number) ? b : a;
}
