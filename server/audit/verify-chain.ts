import type { ChainEnd } from "#server/audit/checkpoint-policy.ts";
import { isSigned, keyIdOf } from "#server/audit/checkpoint.ts";
import type { FoundCheckpoint } from "#server/audit/checkpoint-file.ts";
import { chainHashOf, entryHashOf, equalBytes, GENESIS, isErased } from "#server/audit/entry-hash.ts";
import type { SealedEntry } from "#server/audit/entry-rows.ts";
import { explainChanged, explainMoved } from "#server/audit/explain-break.ts";

/** What is verified: the entries by their number, and everything that was ever stated about them. */
export type ChainToVerify = {
  entries: AsyncIterable<SealedEntry>;
  checkpoints: readonly FoundCheckpoint[];
  /** Public keys by their ids. */
  keys: ReadonlyMap<string, Uint8Array>;
  /** Where the database says that the chain ends; null where it says nothing. */
  end: ChainEnd | null;
};

/** How many erased entries are named one by one. */
const erasedNamed = 20;

/** A stretch of the chain between two restores. */
export type Segment = { segment: number; first: number; last: number; since: Date };

/** What was proven. */
export type Proof = {
  entries: number;
  erased: number;
  /** The first of those whose content was erased. */
  firstErased: number[];
  segments: Segment[];
  /** Checkpoints that agree with the chain, and those of what a restore took away. */
  checkpoints: { agreeing: number; restoredAway: number; lastLost: number };
  /** The last entry that a checkpoint covers; 0 where none does. */
  covered: number;
  /** When the first entry past it was made. */
  uncoveredSince: Date | null;
};

/** What is broken, in a sentence, and the first entry concerned, as far as it is there. */
export type Break = {
  kind: "changed" | "removed" | "moved" | "added" | "truncated" | "rewritten" | "checkpoint" | "foreign-key";
  number: number;
  entry: { id: string; at: Date; action: string } | null;
  sentence: string;
};

export type Verdict = { intact: true; proof: Proof } | { intact: false; broken: Break; proof: Proof };

/**
 * Walks a chain from its first entry, recomputing every hash, and holds it against every checkpoint. Reads as a
 * stream: of the entries it keeps none. Stops at the first break.
 */
export async function verifyChain(input: ChainToVerify): Promise<Verdict> {
  const proof: Proof = {
    entries: 0,
    erased: 0,
    firstErased: [],
    segments: [],
    checkpoints: { agreeing: 0, restoredAway: 0, lastLost: 0 },
    covered: 0,
    uncoveredSince: null,
  };
  const entries = input.entries[Symbol.asyncIterator]();
  const checkpoints = [...input.checkpoints].sort((a, b) => a.segment - b.segment || a.number - b.number);
  let next = 0;
  let at: ChainEnd = { segment: 0, number: 0, chainHash: GENESIS };
  for (;;) {
    const { value: entry, done } = await entries.next();
    if (done) break;
    const step = checkEntry(entry, at);
    if ("kind" in step) return { intact: false, proof, broken: await explain(step, entry, at, entries) };
    count(proof, entry, step);
    at = step;
    for (let one = checkpoints[next]; one && reaches(at, one); one = checkpoints[next]) {
      const broken = checkCheckpoint(one, at, entry, input.keys, proof);
      if (broken) return { intact: false, proof, broken };
      next += 1;
    }
  }
  const broken = checkEnd(input, checkpoints.slice(next), at);
  return broken ? { intact: false, proof, broken } : { intact: true, proof };
}

type Fault = { kind: Break["kind"]; number: number; sentence?: string };

/** The chain after an entry, or what is wrong with the entry. */
function checkEntry(entry: SealedEntry, at: ChainEnd): ChainEnd | Fault {
  const number = at.number + 1;
  if (entry.number > number) return { kind: "removed", number };
  if (entry.number < number) return { kind: "added", number: entry.number };
  const { segment, entryHash, chainHash } = entry;
  if (segment === null || entryHash === null || chainHash === null) {
    return { kind: "changed", number, sentence: "Its hashes were taken away." };
  }
  if (entry.contentHash !== null && !isErased(entry)) {
    return {
      kind: "changed",
      number,
      sentence: "It counts as erased and has content, which is not what was sealed.",
    };
  }
  if (!equalBytes(entryHashOf(entry), entryHash)) return { kind: "changed", number };
  const unannounced = segment !== Math.max(at.segment, 1) && !announces(entry, segment, at);
  if (unannounced) {
    return {
      kind: "changed",
      number,
      sentence: `It claims to be of segment ${segment}, which nobody began.`,
    };
  }
  const linked = chainHashOf({ segment, number, before: at.chainHash, entryHash });
  if (!equalBytes(linked, chainHash)) return { kind: "moved", number };
  return { segment, number, chainHash: linked };
}

// A restore begins a new segment, and its first entry says so.
function announces(entry: SealedEntry, segment: number, at: ChainEnd): boolean {
  return (
    segment > at.segment && entry.action === "audit.segment-started" && entry.targetId === String(segment)
  );
}

/** Whether the walk has come to a checkpoint, or past where it would have been. */
function reaches(at: ChainEnd, one: FoundCheckpoint): boolean {
  return one.segment < at.segment || (one.segment === at.segment && one.number <= at.number);
}

function checkCheckpoint(
  one: FoundCheckpoint,
  at: ChainEnd,
  entry: SealedEntry,
  keys: ChainToVerify["keys"],
  proof: Proof,
): Break | null {
  const named = { number: at.number, entry: shown(entry) };
  const forged = checkSignature(one, keys);
  if (forged)
    return { ...forged, ...(one.number === at.number ? named : { number: one.number, entry: null }) };
  if (one.segment < at.segment) {
    // It speaks of entries that were sealed after the state to which the database was put back.
    proof.checkpoints.restoredAway += 1;
    proof.checkpoints.lastLost = Math.max(proof.checkpoints.lastLost, one.number);
    return null;
  }
  if (one.number < at.number) {
    const sentence = `The checkpoint in ${one.from} says that segment ${one.segment} had an entry ${one.number}, but it begins later.`;
    return { kind: "checkpoint", sentence, number: one.number, entry: null };
  }
  if (!equalBytes(one.chainHash, at.chainHash)) {
    const since = proof.covered + 1;
    const which = since === at.number ? "This entry" : `One of the entries ${since} to ${at.number}`;
    const sentence = `${which} was changed and the chain computed anew: the signed checkpoint in ${one.from} says that it was another.`;
    return { kind: "rewritten", sentence, ...named };
  }
  proof.checkpoints.agreeing += 1;
  proof.covered = at.number;
  proof.uncoveredSince = null;
  return null;
}

function checkSignature(
  one: FoundCheckpoint,
  keys: ChainToVerify["keys"],
): Pick<Break, "kind" | "sentence"> | null {
  const publicKey = keys.get(one.keyId);
  const key = `${one.keyId.slice(0, 16)}…`;
  const which = `The checkpoint in ${one.from} at entry ${one.number}`;
  if (!publicKey) {
    const sentence = `${which} is signed with the key ${key}, which this database does not know. It is of another database, or the key was taken away.`;
    return { kind: "foreign-key", sentence };
  }
  if (keyIdOf(publicKey) !== one.keyId) {
    return { kind: "foreign-key", sentence: `The key ${key} was replaced by another one in this database.` };
  }
  if (isSigned(one, publicKey)) return null;
  return {
    kind: "checkpoint",
    sentence: `${which} was changed after it was signed: its signature does not fit.`,
  };
}

/** What should have come after the last entry. */
function checkEnd(input: ChainToVerify, beyond: readonly FoundCheckpoint[], at: ChainEnd): Break | null {
  const number = at.number + 1;
  for (const one of beyond) {
    const forged = checkSignature(one, input.keys);
    if (forged) return { ...forged, number: one.number, entry: null };
  }
  const furthest = beyond.at(-1);
  if (furthest) {
    const sentence = `The log was cut off here: the checkpoint in ${furthest.from} proves that it went on to entry ${furthest.number} of segment ${furthest.segment}.`;
    return { kind: "truncated", number, entry: null, sentence };
  }
  const { end } = input;
  if (!end) return null;
  if (end.number > at.number) {
    const sentence = `The log was cut off here: the database itself says that it went on to entry ${end.number}.`;
    return { kind: "truncated", number, entry: null, sentence };
  }
  if (end.number !== at.number || !equalBytes(end.chainHash, at.chainHash)) {
    const sentence = `The end of the chain was changed: the database says it is entry ${end.number}, and the last one is ${at.number}.`;
    return { kind: "changed", number: at.number, entry: null, sentence };
  }
  return null;
}

async function explain(
  fault: Fault,
  entry: SealedEntry,
  at: ChainEnd,
  rest: AsyncIterator<SealedEntry>,
): Promise<Break> {
  const { kind, number } = fault;
  if (kind === "removed") {
    const until = entry.number - 1;
    const missing = until === number ? `Entry ${number} is` : `Entries ${number} to ${until} are`;
    const after = `the next one there is entry ${entry.number} (${entry.id}, ${entry.at.toISOString()}, ${entry.action})`;
    return { kind, number, entry: null, sentence: `${missing} missing: ${after}.` };
  }
  const broken = { kind, number, entry: shown(entry) };
  if (kind === "added") {
    return { ...broken, sentence: "Its number stands before the first entry: it was put in from outside." };
  }
  if (fault.sentence) return { ...broken, sentence: fault.sentence };
  const sentence = kind === "moved" ? await explainMoved(at, rest) : await explainChanged(entry, rest);
  return { ...broken, sentence };
}

function shown({ id, at, action }: SealedEntry) {
  return { id, at, action };
}

function count(proof: Proof, entry: SealedEntry, { segment, number }: ChainEnd): void {
  proof.entries += 1;
  if (entry.contentHash !== null) {
    proof.erased += 1;
    if (proof.firstErased.length < erasedNamed) proof.firstErased.push(number);
  }
  proof.uncoveredSince ??= entry.at;
  const current = proof.segments.at(-1);
  if (current?.segment === segment) current.last = number;
  else proof.segments.push({ segment, first: number, last: number, since: entry.at });
}
