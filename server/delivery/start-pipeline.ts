import type { Runtime } from "#server/runtime.ts";
import { startWorker } from "#server/delivery/worker.ts";
import { startSequencer } from "#server/events/sequencer-loop.ts";

/** Starts the sequencer (one per database, elected) and this process's worker; stops them in reverse order. */
export function startPipeline(runtime: Runtime, databaseUrl: string): { stop(): Promise<void> } {
  const worker = startWorker(runtime);
  const sequencer = startSequencer(runtime, databaseUrl);
  return {
    async stop() {
      await sequencer.stop();
      await worker.stop();
    },
  };
}
