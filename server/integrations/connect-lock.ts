import type { Runtime } from "#server/runtime.ts";

// One app and workspace share a token, and which workspace it will be is known only once Slack gave it. So while any
// connection comes about, no token is revoked: it may be the one that was just given to somebody else.
const lock = "hashtextextended('bellwire:slack-connect', 0)";
/** A revocation is a courtesy and waits no longer. */
const patienceMs = 3_000;

type Pool = Pick<Runtime, "pool">;

/** Says that a token is about to be given and stored; the answer ends that, and may be called twice. */
export async function beginConnecting({ pool }: Pool): Promise<() => Promise<void>> {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock_shared(${lock})`);
  } catch (error) {
    client.release(true);
    throw error;
  }
  let ended = false;
  return async () => {
    if (ended) return;
    ended = true;
    const unlocked = await client.query(`select pg_advisory_unlock_shared(${lock})`).catch(() => null);
    // Closing the connection ends the lock too.
    client.release(unlocked === null);
  };
}

/** Runs `work` while nobody connects; null where somebody still did after a while. */
export async function whileNobodyConnects<T>({ pool }: Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("begin");
    await client.query(`set local lock_timeout = ${patienceMs}`);
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
    client.release(broken);
  }
}

const isLockTimeout = (error: unknown) => error instanceof Error && "code" in error && error.code === "55P03";
