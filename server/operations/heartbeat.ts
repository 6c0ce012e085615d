import { hostname } from "node:os";
import { newId } from "#server/ids.ts";
import { sampleQueue } from "#server/operations/sample-queue.ts";
import { bellwireVersion } from "#server/operations/version.ts";
import type { Runtime } from "#server/runtime.ts";

/** How often a process gives a sign of life. */
const heartbeatMs = 10_000;
/** Rows of processes that died are shown for so long. */
const forgottenAfterMinutes = 24 * 60;

/** The signs of life of one process, and its samples of the queue. */
export type Heartbeat = { processId: string; stop(): Promise<void> };

/** Gives a first sign of life at once, then one every ten seconds; stopping removes the process from the list. */
export async function startHeartbeat(runtime: Runtime, processId: string = newId()): Promise<Heartbeat> {
  const tell = async () => {
    try {
      await beat(runtime, processId);
      await sampleQueue(runtime);
    } catch (error) {
      runtime.logger.warn({ err: error }, "this process could not give its sign of life and tries again");
    }
  };
  await tell();
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(tell);
  }, heartbeatMs);
  return {
    processId,
    async stop() {
      clearInterval(timer);
      await running;
      // Best effort: a row that stays is told of as a process that died.
      await runtime.pool
        .query(`delete from "ProcessHeartbeat" where "id" = $1`, [processId])
        .catch(() => undefined);
    },
  };
}

// In the database's time, which all processes share.
async function beat({ pool, env, keyRing }: Runtime, processId: string): Promise<void> {
  const { versions, fingerprints, current } = keyRing;
  await pool.query(
    `insert into "ProcessHeartbeat"
       ("id", "role", "version", "host", "pid", "keyVersions", "keyFingerprints", "keyCurrent", "startedAt", "seenAt")
     values ($1, $2, $3, $4, $5, $6, $7, $8, now(), now())
     on conflict ("id") do update set "seenAt" = now()`,
    [processId, env.worker, bellwireVersion, hostname(), process.pid, versions, fingerprints, current],
  );
  await pool.query(`delete from "ProcessHeartbeat" where "seenAt" < now() - $1 * interval '1 minute'`, [
    forgottenAfterMinutes,
  ]);
}
