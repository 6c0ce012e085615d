import pg from "pg";
import { createSealer } from "#server/audit/sealer.ts";
import type { Runtime } from "#server/runtime.ts";
import { sequenceBatch } from "#server/events/sequencer.ts";

/** The session advisory lock that elects the sequencer of a database. */
const sequencerLock = 4_815_162_342n;
const pollMs = 1_000;

/**
 * Runs the sequencer while this process holds the lock on a connection of its own; other processes try again each poll
 * and take over when that connection ends. Ringing `kick.sequencer()` takes what was just committed at once. The same
 * process seals the audit log, on the same connection.
 */
export function startSequencer(runtime: Runtime, databaseUrl: string): { stop(): Promise<void> } {
  const sealer = createSealer(runtime);
  let stopping = false;
  let ring: () => void = () => {};
  let rung = false;
  const unsubscribe = runtime.kick.onSequencer(() => {
    rung = true;
    ring();
  });
  const pause = () =>
    new Promise<void>((resolve) => {
      if (rung || stopping) return resolve();
      const timer = setTimeout(resolve, pollMs);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const hold = async (client: pg.Client) => {
    await sealer.begin(client);
    while (!stopping) {
      rung = false;
      const taken = await sequenceBatch(client, runtime.clock.now());
      if (taken > 0) runtime.kick.worker();
      const sealed = await sealer.work(client);
      if (taken + sealed === 0) await pause();
    }
    await sealer.finish(client);
  };

  const run = async () => {
    while (!stopping) {
      const client = new pg.Client({
        connectionString: databaseUrl,
        keepAlive: true,
        // The server notices within a minute that this host vanished, and the lock is free for another process.
        options: "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4",
      });
      // Without a listener a lost connection would end the process; the query in hand fails all the same.
      client.on("error", () => {});
      try {
        await client.connect();
        const lock = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [
          sequencerLock.toString(),
        ]);
        if (lock.rows[0]?.held) await hold(client);
      } catch (error) {
        if (!stopping) runtime.logger.warn({ err: error }, "sequencer lost its connection and tries again");
      } finally {
        await client.end().catch(() => {});
      }
      rung = false;
      await pause();
    }
  };

  const done = run();
  return {
    async stop() {
      stopping = true;
      unsubscribe();
      ring();
      await done;
    },
  };
}
