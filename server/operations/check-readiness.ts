import { setTimeout as sleep } from "node:timers/promises";
import { knownMigrations } from "#server/db/migrate.ts";
import { type Check, judgeReadiness } from "#server/operations/judge-readiness.ts";
import { readQueue } from "#server/operations/read-queue.ts";
import { readMigrationNames, readProcesses, readSequencer } from "#server/operations/read-system.ts";
import type { Runtime } from "#server/runtime.ts";

/** An answer counts for a second, so that nobody can make work by asking. */
const countsForMs = 1_000;
/** A database that takes longer does not answer. */
const patienceMs = 3_000;

export type Readiness = { ready: boolean; checks: Check[] };

/** Makes what checks whether this deployment does its work: one reading a second at most, shared by all who ask. */
export function createReadinessCheck(runtime: Runtime): () => Promise<Readiness> {
  let current: { at: number; answer: Promise<Readiness> } | null = null;
  return () => {
    if (!current || performance.now() - current.at > countsForMs) {
      current = { at: performance.now(), answer: check(runtime) };
    }
    return current.answer;
  };
}

async function check(runtime: Runtime): Promise<Readiness> {
  const checks = await withPatience(readFacts(runtime)).catch((error: unknown): Check[] => {
    runtime.logger.warn({ err: error }, "the readiness check could not read the database");
    return [
      {
        name: "database",
        ok: false,
        message: `The database does not answer (${codeOf(error)}): see that PostgreSQL runs and can be reached.`,
      },
    ];
  });
  return { ready: checks.every((one) => one.ok), checks };
}

async function readFacts({ pool, clock }: Runtime): Promise<Check[]> {
  const [known, applied, processes, sequencer, queue] = await Promise.all([
    knownMigrations(),
    readMigrationNames(pool),
    readProcesses(pool),
    readSequencer(pool),
    readQueue(pool, clock.now()),
  ]);
  return judgeReadiness({ migrations: { known, applied }, processes, sequencer, queue });
}

class Impatience extends Error {
  readonly code = "timeout";
}

/** What a reading gives, unless it takes too long. */
export async function withPatience<T>(reading: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: stop.signal }).then(() => {
    throw new Impatience(`no answer within ${patienceMs} ms`);
  });
  // Whichever is second has nobody left to hear of it.
  late.catch(() => {});
  reading.catch(() => {});
  try {
    return await Promise.race([reading, late]);
  } finally {
    stop.abort();
  }
}

// Only a code: messages of the driver name hosts and users.
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}
