import pg from "pg";
import { createSealer } from "#server/audit/sealer.ts";
import { createPause } from "#server/process/pause.ts";
import type { Runtime } from "#server/runtime.ts";
import { sequenceBatch } from "#server/events/sequencer.ts";

/** The session advisory lock that elects the sequencer of a database. */
export const sequencerLock = 4_815_162_342n;
/** Backstop behind the bell. */
const pollMs = 1_000;
/** How often a process that is not the sequencer asks whether it can be. */
const standbyMs = 1_000;

// The server notices within a minute that this host vanished, and sooner that this process stands still, in a batch or
// between two: then the lock is free for another process.
const sessionOptions = [
  "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4",
  "-c idle_in_transaction_session_timeout=15s -c idle_session_timeout=30s",
].join(" ");

/**
 * Runs the sequencer while this process holds the lock on a connection of its own; other processes try again each poll
 * and take over when that connection ends. Ringing `kick.sequencer()` takes what was just committed at once. The same
 * process seals the audit log, on the same connection.
 */
export function startSequencer(runtime: Runtime, databaseUrl: string): { stop(): Promise<void> } {
  const sealer = createSealer(runtime);
  const pause = createPause(runtime.kick.onSequencer, pollMs);
  // Whoever waits for the lock has no use for the bell.
  const standby = createPause(() => () => {}, standbyMs);

  const hold = async (client: pg.Client) => {
    await sealer.begin(client);
    while (pause.goesOn()) {
      const taken = await sequenceBatch(client, runtime.clock.now());
      if (taken > 0) {
        runtime.metrics.sequenced(taken);
        runtime.kick.worker();
      }
      const sealed = await sealer.work(client);
      if (taken + sealed === 0) await pause.wait();
    }
    await sealer.finish(client);
  };

  const connected = async (client: pg.Client) => {
    await client.connect();
    while (pause.goesOn()) {
      const lock = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [
        sequencerLock.toString(),
      ]);
      if (lock.rows[0]?.held) return hold(client);
      await standby.wait();
    }
  };

  const run = async () => {
    while (pause.goesOn()) {
      const client = new pg.Client({
        connectionString: databaseUrl,
        keepAlive: true,
        options: sessionOptions,
      });
      // Without a listener a lost connection would end the process; the query in hand fails all the same.
      client.on("error", () => {});
      try {
        await connected(client);
      } catch (error) {
        if (pause.goesOn())
          runtime.logger.warn({ err: error }, "sequencer lost its connection and tries again");
      } finally {
        await client.end().catch(() => {});
      }
      await standby.wait();
    }
  };

  const done = run();
  return {
    async stop() {
      pause.stop();
      standby.stop();
      await done;
    },
  };
}
