import { type HeldClient, holdClient } from "#server/db/hold-client.ts";
import type { Runtime } from "#server/runtime.ts";

// One app and workspace share a token, and which workspace it will be is known only once Slack gave it. So while any
// connection comes about, no token is revoked: it may be the one that was just given to somebody else.
const lock = "hashtextextended('bellwire:slack-connect', 0)";
/** A revocation is a courtesy: nobody waits for it longer, on either side. */
const patience = "3s";
/** Each holds a connection of the pool that every page needs. Who comes beyond goes on without the lock. */
const connectingMost = 3;
const revokingMost = 5;

type Part = Pick<Runtime, "pool" | "logger">;
let connecting = 0;
let revoking = 0;
let lastRevocation: Promise<unknown> = Promise.resolve();

/** Says that a token is about to be given and stored; the answer ends that, and may be called twice. Never fails. */
export async function beginConnecting({ pool, logger }: Part): Promise<() => Promise<void>> {
  if (connecting >= connectingMost) return async () => {};
  connecting += 1;
  let held: HeldClient | null = null;
  try {
    held = await holdClient(pool);
    await held.client.query(`set lock_timeout = '${patience}'`);
    await held.client.query(`select pg_advisory_lock_shared(${lock})`);
    await held.client.query("reset lock_timeout");
  } catch (error) {
    connecting -= 1;
    held?.release(true);
    logger.warn({ err: error }, "a connection to Slack goes on without its lock");
    return async () => {};
  }
  let ended = false;
  const { client, release } = held;
  return async () => {
    if (ended) return;
    ended = true;
    connecting -= 1;
    const unlocked = await client.query(`select pg_advisory_unlock_shared(${lock})`).catch(() => null);
    // Closing the connection ends the lock too.
    release(unlocked === null);
  };
}

/** Runs `work` while nobody connects, one after the other in a process; null where that was not to be had in time. */
export async function whileNobodyConnects<T>(part: Part, work: () => Promise<T>): Promise<T | null> {
  if (revoking >= revokingMost) return null;
  revoking += 1;
  const mine = lastRevocation.then(() => alone(part, work));
  lastRevocation = mine.catch(() => {});
  try {
    return await mine;
  } finally {
    revoking -= 1;
  }
}

async function alone<T>({ pool }: Part, work: () => Promise<T>): Promise<T | null> {
  const { client, release } = await holdClient(pool);
  let broken = true;
  try {
    await client.query("begin");
    await client.query(`set local lock_timeout = '${patience}'`);
    try {
      await client.query(`select pg_advisory_xact_lock(${lock})`);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      await client.query("rollback");
      broken = false;
      return null;
    }
    const done = await work();
    await client.query("commit");
    broken = false;
    return done;
  } finally {
    release(broken);
  }
}

const isLockTimeout = (error: unknown) => error instanceof Error && "code" in error && error.code === "55P03";
