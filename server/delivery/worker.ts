import type { Runtime } from "#server/runtime.ts";
import { expireParked } from "#server/delivery/expire-parked.ts";
import { claimLanes } from "#server/delivery/lanes.ts";
import { runLane } from "#server/delivery/run-lane.ts";

/** Lanes that one process works at a time. */
const laneSlots = 8;
/** Backstop: lanes whose time has come, and lanes of a process that died, are found at the latest after this. */
const pollMs = 500;
const sweepMs = 60_000;

/** Claims and runs due lanes until stopped; stopping waits for the requests in flight. */
export function startWorker(runtime: Runtime): { stop(): Promise<void> } {
  let stopping = false;
  let ring: () => void = () => {};
  let rung = false;
  const running = new Set<Promise<void>>();
  const unsubscribe = runtime.kick.onWorker(() => {
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
  let sweptAt = 0;

  const turn = async () => {
    const now = runtime.clock.now();
    if (now.getTime() - sweptAt >= sweepMs) {
      sweptAt = now.getTime();
      await expireParked(runtime.db, now);
    }
    const free = laneSlots - running.size;
    if (free <= 0) return;
    for (const lane of await claimLanes(runtime.db, now, free)) {
      // Whatever failed here, the lease ends and the lane is claimed again.
      const failed = (error: unknown) =>
        runtime.logger.error(
          { err: error, destinationId: lane.destinationId },
          "a lane could not be given back",
        );
      const run = runLane(runtime, lane, () => stopping)
        .catch(failed)
        .finally(() => {
          running.delete(run);
          runtime.kick.worker();
        });
      running.add(run);
    }
  };

  const loop = async () => {
    while (!stopping) {
      rung = false;
      try {
        await turn();
      } catch (error) {
        runtime.logger.warn({ err: error }, "the worker could not claim lanes and tries again");
        rung = false;
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      await pause();
    }
    await Promise.allSettled(running);
  };

  const done = loop();
  return {
    async stop() {
      stopping = true;
      unsubscribe();
      ring();
      await done;
    },
  };
}
