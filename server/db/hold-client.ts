import type pg from "pg";

/** A connection of a pool that is held across other work; `release(true)` closes it. */
export type HeldClient = { client: pg.PoolClient; release(broken: boolean): void };

/**
 * Takes a connection out of a pool to hold it while other things happen, such as for a lock of the session. The pool
 * listens to its errors only while it has it: a server that ends an idle session would end the process otherwise.
 */
export async function holdClient(pool: pg.Pool): Promise<HeldClient> {
  const client = await pool.connect();
  const ignore = () => {};
  client.on("error", ignore);
  return {
    client,
    release(broken) {
      client.release(broken);
      client.off("error", ignore);
    },
  };
}
