import type { Runtime } from "#server/runtime.ts";
import { readQueue } from "#server/operations/read-queue.ts";

const keptHours = 24;

/**
 * Keeps how much waits at this minute, unless another process has done so already; what is older than a day goes.
 */
export async function sampleQueue({ pool, clock }: Pick<Runtime, "pool" | "clock">): Promise<void> {
  const { rowCount } = await pool.query(
    `select 1 from "QueueSample" where "at" = date_trunc('minute', now())`,
  );
  if (rowCount !== 0) return;
  const { due, later, oldestDueSeconds } = await readQueue(pool, clock.now());
  await pool.query(
    `insert into "QueueSample" ("at", "due", "later", "oldestDueSeconds")
     values (date_trunc('minute', now()), $1, $2, $3) on conflict do nothing`,
    [due, later, oldestDueSeconds],
  );
  await pool.query(`delete from "QueueSample" where "at" < now() - $1 * interval '1 hour'`, [keptHours]);
}
