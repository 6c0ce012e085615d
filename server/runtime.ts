import type pg from "pg";
import type { Clock } from "#server/clock.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { Vault } from "#server/crypto/vault.ts";
import type { Db } from "#server/db/client.ts";
import type { GuardedClient } from "#server/egress/guarded-client.ts";
import type { Env } from "#server/env.ts";
import type { Logger } from "#server/logger.ts";
import { createMetrics, type Metrics } from "#server/operations/metrics.ts";

/** What one process has once. */
export type Runtime = {
  env: Env;
  db: Db;
  /** For the hot paths that are SQL; the same database as `db`. */
  pool: pg.Pool;
  clock: Clock;
  logger: Logger;
  keyRing: KeyRing;
  vault: Vault;
  /** The only way out to an address that a user can influence. */
  egress: GuardedClient;
  kick: Kick;
  /** What this process counts, for Prometheus. */
  metrics: Metrics;
  /** In [0, 1), for jitter; never for secrets. */
  random: () => number;
};

/** The in-process doorbell: tells the pipeline, after a commit, that there may be something to do. */
export type Kick = {
  sequencer(): void;
  worker(): void;
  /** Something is to be asked of Slack that nobody waits for. */
  slackWatch(): void;
  /** Registers a listener; the answer unregisters it. */
  onSequencer(listener: () => void): () => void;
  onWorker(listener: () => void): () => void;
  onSlackWatch(listener: () => void): () => void;
};

/** Makes the runtime of a process from its parts, with a doorbell, counters and randomness of its own unless given. */
export function createRuntime(
  parts: Omit<Runtime, "kick" | "metrics" | "random"> & Partial<Pick<Runtime, "kick" | "metrics" | "random">>,
): Runtime {
  return {
    ...parts,
    kick: parts.kick ?? createKick(),
    metrics: parts.metrics ?? createMetrics(),
    random: parts.random ?? Math.random,
  };
}

/** Makes a doorbell nobody listens to yet. */
export function createKick(): Kick {
  const sequencer = createBell();
  const worker = createBell();
  const slackWatch = createBell();
  return {
    sequencer: sequencer.ring,
    worker: worker.ring,
    slackWatch: slackWatch.ring,
    onSequencer: sequencer.listen,
    onWorker: worker.listen,
    onSlackWatch: slackWatch.listen,
  };
}

function createBell() {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of [...listeners]) listener();
    },
    listen: (listener: () => void) => {
      const entry = () => listener();
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

// Next gives instrumentation, route handlers and pages each a copy of this module, so module state would
// triple; a registered symbol on globalThis is the one slot all copies share with server/main.ts.
const SLOT = Symbol.for("bellwire.runtime");
type Slot = { [SLOT]?: Runtime };
const slot: typeof globalThis & Slot = globalThis;

/** Puts the runtime in the slot; server/main.ts does it once, before Next starts, and tests as they need. */
export function setRuntime(runtime: Runtime): void {
  slot[SLOT] = runtime;
}

/**
 * The runtime of this process.
 * @throws when called outside a process that server/main.ts started, such as in `next build`.
 */
export function getRuntime(): Runtime {
  const runtime = slot[SLOT];
  if (!runtime)
    throw new Error("There is no runtime: start Bellwire with `npm start`, not with `next start`.");
  return runtime;
}
