import { claimLanes } from "#server/delivery/lanes.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { sequenceBatch } from "#server/events/sequencer.ts";
import type { Runtime } from "#server/runtime.ts";

/** Sequences everything in the outbox, as the elected process would. */
export async function sequenceAll(runtime: Runtime): Promise<void> {
  const client = await runtime.pool.connect();
  try {
    while ((await sequenceBatch(client, runtime.clock.now())) > 0);
  } finally {
    client.release();
  }
}

/** Sequences, then runs every lane that is due by the clock, until nothing is. */
export async function drain(runtime: Runtime): Promise<void> {
  await sequenceAll(runtime);
  for (;;) {
    const lanes = await claimLanes(runtime.db, runtime.clock.now(), 50);
    if (lanes.length === 0) return;
    for (const lane of lanes) await runLane(runtime, lane);
  }
}
