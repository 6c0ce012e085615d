import type { Runtime } from "#server/runtime.ts";
import { expireParked } from "#server/delivery/expire-parked.ts";
import { claimLanes, type HeldLane, nextWake } from "#server/delivery/lanes.ts";
import { forgetBuckets } from "#server/delivery/pacing.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { createPause } from "#server/process/pause.ts";

/** Lanes that one process works at a time: they mostly wait for the other side. */
const laneSlots = 24;
/** Slots that only urgent lanes may use. */
const urgentSlots = 4;
/** No organization gets more slots than this of a process, so that another's lane finds one free. */
const slotsPerTenant = 16;
/** Backstop behind the bells: work of other processes, and lanes of one that died, are found at the latest after this. */
const pollMs = 2_000;
const sweepMs = 60_000;

/** Claims and runs due lanes until stopped; stopping waits for the requests in flight. */
export function startWorker(runtime: Runtime): { stop(): Promise<void> } {
  const running = new Map<Promise<void>, HeldLane>();
  let laneEnded: () => void = () => {};
  const pause = createPause((ring) => {
    laneEnded = ring;
    return runtime.kick.onWorker(ring);
  }, pollMs);
  const sweep = everySweep(runtime);
  const keepUp = upkeep(runtime);

  const start = (lane: HeldLane) => {
    // Whatever failed here, the lease ends and the lane is claimed again.
    const failed = (error: unknown) =>
      runtime.logger.error(
        { err: error, destinationId: lane.destinationId },
        "a lane could not be given back",
      );
    const run = runLane(runtime, lane, () => !pause.goesOn())
      .catch(failed)
      .finally(() => {
        running.delete(run);
        laneEnded();
      });
    running.set(run, lane);
  };

  const turn = async () => {
    const now = runtime.clock.now();
    await sweep(now);
    keepUp.begin();
    const free = laneSlots - running.size;
    if (free <= 0) return;
    const holding = countByTenant(running.values());
    const options = { holding, perTenant: slotsPerTenant };
    const urgent = await claimLanes(runtime.db, now, free, { ...options, laneClass: "urgent" });
    // At once, for the second claim may fail and these are held already.
    urgent.forEach(start);
    const rest = free - urgent.length - urgentSlots;
    if (rest <= 0) return;
    const normal = await claimLanes(runtime.db, now, rest, { ...options, laneClass: "normal" });
    normal.forEach(start);
  };

  const loop = async () => {
    while (pause.goesOn()) {
      let sleepMs = pollMs;
      try {
        await turn();
        const next = await nextWake(runtime.db);
        // Due and yet not claimed: no slot is free for it, and the end of a lane rings.
        if (next && next > runtime.clock.now()) sleepMs = next.getTime() - runtime.clock.now().getTime();
      } catch (error) {
        runtime.logger.warn({ err: error }, "the worker could not claim lanes and tries again");
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      await pause.wait(sleepMs);
    }
    await Promise.allSettled([...running.keys(), keepUp.done()]);
  };

  const done = loop();
  return {
    async stop() {
      pause.stop();
      await done;
    },
  };
}

function countByTenant(lanes: Iterable<HeldLane>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { organizationId } of lanes) counts.set(organizationId, (counts.get(organizationId) ?? 0) + 1);
  return counts;
}

/** What is looked after once a minute. */
function everySweep(runtime: Runtime): (now: Date) => Promise<void> {
  let sweptAt = 0;
  return async (now) => {
    if (Math.abs(now.getTime() - sweptAt) < sweepMs) return;
    sweptAt = now.getTime();
    await expireParked(runtime, now);
    await forgetBuckets(runtime.db, now);
  };
}

/** What kinds of destination put off, beside the lanes and one portion at a time, so that no lane waits for it. */
function upkeep(runtime: Runtime) {
  let running: Promise<void> | null = null;
  const work = async () => {
    for (const kind of Object.values(destinationKinds)) await kind.upkeep(runtime);
  };
  return {
    begin() {
      running ??= work()
        .catch((error: unknown) =>
          runtime.logger.warn({ err: error }, "what was put off failed and is tried again"),
        )
        .finally(() => {
          running = null;
        });
    },
    done: async () => running ?? undefined,
  };
}
