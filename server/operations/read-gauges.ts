import { livingWorkers } from "#server/operations/judge-readiness.ts";
import type { Gauges } from "#server/operations/metrics.ts";
import { readQueue } from "#server/operations/read-queue.ts";
import { readDatabase, readProcesses, readSequencer } from "#server/operations/read-system.ts";
import type { Runtime } from "#server/runtime.ts";

/** What is the same whichever process is asked, read from the database. */
export async function readGauges({ pool, clock }: Pick<Runtime, "pool" | "clock">): Promise<Gauges> {
  const [queue, sequencer, processes, database] = await Promise.all([
    readQueue(pool, clock.now()),
    readSequencer(pool),
    readProcesses(pool),
    readDatabase(pool),
  ]);
  return {
    bellwire_deliveries_due: queue.due,
    bellwire_deliveries_later: queue.later,
    bellwire_deliveries_sending: queue.sending,
    bellwire_oldest_due_seconds: queue.oldestDueSeconds,
    bellwire_lane_overdue_seconds: queue.laneOverdueSeconds,
    bellwire_outbox_events: sequencer.waiting,
    bellwire_outbox_oldest_seconds: sequencer.oldestSeconds,
    bellwire_outbox_set_aside: sequencer.setAside,
    bellwire_sequencer_held: sequencer.held ? 1 : 0,
    bellwire_workers_alive: livingWorkers(processes).length,
    bellwire_database_bytes: database.bytes,
  };
}
