import type { Queue } from "#server/operations/read-queue.ts";
import type { ProcessState, SequencerState } from "#server/operations/read-system.ts";
import { countOf, durationOf } from "#server/operations/words.ts";

/** An event that waits for longer than this to be sequenced needs somebody to look. */
export const sequencerBoundSeconds = 60;
/** A lane that waits for longer than this for a worker needs somebody to look. */
export const laneBoundSeconds = 300;
/**
 * A destination that something is due for, and nothing was tried for in this time, needs somebody to look. Generous: what
 * waits behind a failing head rests for half an hour at most, and a backlog that moves, however long, is no fault.
 */
export const stalledBoundSeconds = 6 * 3_600;
/** How long a fresh worker, or its successor, has to take the sequencer's lock. */
const electionSeconds = 15;

/** What readiness is judged by. */
export type ReadinessFacts = {
  /** Null where the asker does not know which migrations this version has. */
  migrations: { known: readonly string[]; applied: readonly string[] } | null;
  processes: readonly ProcessState[];
  sequencer: SequencerState;
  queue: Pick<Queue, "laneOverdueSeconds" | "due" | "oldestDueSeconds" | "stalledSeconds">;
};

/** One thing that must hold, and how it stands in a sentence without secrets, names or ids of tenants. */
export type Check = { name: CheckName; ok: boolean; message: string };
export type CheckName = "database" | "migrations" | "sequencer" | "worker" | "deliveries";

/** Judges each check. Pure; a database that does not answer is the caller's to tell. */
export function judgeReadiness(facts: ReadinessFacts): Check[] {
  return [
    { name: "database", ok: true, message: "The database answers." },
    ...(facts.migrations ? [judgeMigrations(facts.migrations)] : []),
    judgeSequencer(facts),
    judgeWorker(facts.processes),
    judgeDeliveries(facts.queue),
  ];
}

function judgeMigrations({ known, applied }: NonNullable<ReadinessFacts["migrations"]>): Check {
  const name = "migrations";
  const missing = known.filter((one) => !applied.includes(one));
  if (missing.length > 0) {
    return {
      name,
      ok: false,
      message: `The database lacks ${missing.join(", ")}: it was put back to an earlier state. Restart Bellwire, which migrates it.`,
    };
  }
  const newer = applied.filter((one) => !known.includes(one));
  // Old processes go on during a rolling upgrade; migrations only add.
  if (newer.length > 0) {
    return {
      name,
      ok: true,
      message: "A newer version of Bellwire has migrated the database: restart this process with it.",
    };
  }
  return { name, ok: true, message: `The database has all ${known.length} migrations of this version.` };
}

/** Processes that do background work and live. */
export function livingWorkers(processes: readonly ProcessState[]): ProcessState[] {
  return processes.filter((one) => one.alive && one.role !== "off");
}

function judgeSequencer({ sequencer, processes }: ReadinessFacts): Check {
  const name = "sequencer";
  const { held, waiting, oldestSeconds } = sequencer;
  if (oldestSeconds > sequencerBoundSeconds) {
    const why = held
      ? "the process that holds its lock is stuck: look into its log, and restart it"
      : "no process is the sequencer: start one with WORKER=on or WORKER=only";
    return {
      name,
      ok: false,
      message: `${countOf(waiting, "event")} ${waiting === 1 ? "waits" : "wait"} to be sequenced, the oldest for ${durationOf(oldestSeconds)}: ${why}.`,
    };
  }
  if (held) return { name, ok: true, message: "A process is the sequencer, and takes events as they come." };
  const fresh = livingWorkers(processes);
  if (fresh.length > 0 && fresh.every((one) => one.upSeconds < electionSeconds)) {
    return { name, ok: true, message: "A process that just started becomes the sequencer." };
  }
  return {
    name,
    ok: false,
    message:
      "No process is the sequencer, so no event goes out: start one with WORKER=on or WORKER=only, or look into its log.",
  };
}

function judgeWorker(processes: readonly ProcessState[]): Check {
  const workers = livingWorkers(processes);
  return workers.length > 0
    ? {
        name: "worker",
        ok: true,
        message: `${countOf(workers.length, "process")} with a worker ${workers.length === 1 ? "is" : "are"} alive.`,
      }
    : {
        name: "worker",
        ok: false,
        message: "No process with a worker gives signs of life: start one with WORKER=on or WORKER=only.",
      };
}

function judgeDeliveries({
  laneOverdueSeconds,
  due,
  oldestDueSeconds,
  stalledSeconds,
}: ReadinessFacts["queue"]): Check {
  const name = "deliveries";
  if (laneOverdueSeconds > laneBoundSeconds) {
    return {
      name,
      ok: false,
      message: `A destination has waited ${durationOf(laneOverdueSeconds)} for a worker, and ${countOf(due, "delivery")} could go out: start more processes with WORKER=only, or look into the log.`,
    };
  }
  const age = `${due === 1 ? "The one due delivery" : `Of ${countOf(due, "delivery")} that are due the oldest`} has been so for ${durationOf(oldestDueSeconds)}`;
  if (stalledSeconds > stalledBoundSeconds) {
    return {
      name,
      ok: false,
      message: `For ${durationOf(stalledSeconds)} nothing was tried for a destination that something is due for, though workers come to it: look into the log for what fails there. ${age}.`,
    };
  }
  const inTime = "Workers come to every destination in time.";
  return { name, ok: true, message: due === 0 ? inTime : `${inTime} ${age}.` };
}
