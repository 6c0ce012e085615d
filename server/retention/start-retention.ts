import { createPause } from "#server/process/pause.ts";
import { applyRetention } from "#server/retention/apply-retention.ts";
import type { Runtime } from "#server/runtime.ts";

const everyMs = 10 * 60_000;

/** Applies retention now and then until stopped. Several processes do not get in each other's way. */
export function startRetention(runtime: Runtime): { stop(): Promise<void> } {
  const pause = createPause(() => () => {}, everyMs);
  const loop = async () => {
    while (pause.goesOn()) {
      try {
        const removed = await applyRetention(runtime);
        if (removed.events > 0) runtime.logger.info(removed, "retention removed old events");
      } catch (error) {
        runtime.logger.warn({ err: error }, "retention failed and is tried again");
      }
      await pause.wait();
    }
  };
  const done = loop();
  return {
    async stop() {
      pause.stop();
      await done;
    },
  };
}
