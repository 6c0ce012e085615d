import { afterAll, beforeAll, expect, it } from "vitest";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());

it("locks lanes in the order that everybody does, so that no two wait for each other", async () => {
  const { runtime } = bench;
  const project = await bench.project();
  for (let number = 0; number < 20; number++) await project.subscribe(`C${number}`);
  await project.emitCreated("makes the lanes");
  await sequenceAll(runtime);
  await project.emitCreated("wakes the lanes");
  const other = await runtime.pool.connect();
  try {
    await other.query("begin");
    const lanes = await other.query(
      `select * from "Lane" order by "destinationId", "laneClass" limit 1 for update`,
    );
    expect(lanes.rowCount).toBe(1);
    const sequencing = sequenceAll(runtime);
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await runtime.pool.query(waiting)).rowCount, { timeout: 10_000 }).toBe(1);
    const rest = await other.query(`select * from "Lane" for update nowait`);
    expect(rest.rowCount).toBe(20);
    await other.query("commit");
    await sequencing;
  } finally {
    other.release();
  }
  expect(await runtime.db.event.count()).toBe(2);
});
