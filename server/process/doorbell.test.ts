import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDoorbell } from "#server/process/doorbell.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

/** A process of its own on the database: what rings in it, and its doorbell. */
function process() {
  const runtime = createTestRuntime(database);
  const heard = { sequencer: 0, worker: 0, slackWatch: 0 };
  runtime.kick.onSequencer(() => heard.sequencer++);
  runtime.kick.onWorker(() => heard.worker++);
  runtime.kick.onSlackWatch(() => heard.slackWatch++);
  return { kick: runtime.kick, heard, doorbell: startDoorbell(runtime, database.url) };
}

/** All have begun to listen, which rings each of their bells once. */
const listening = (all: ReturnType<typeof process>[]) =>
  expect.poll(() => all.every(({ heard }) => heard.slackWatch > 0)).toBe(true);

describe("the doorbell", () => {
  it("carries a ring of one process to all others, each bell its own, and back to nobody", async () => {
    const [a, b, c] = [process(), process(), process()];
    await listening([a, b, c]);
    const before = [a, b, c].map(({ heard }) => ({ ...heard }));
    a.kick.worker();
    await expect
      .poll(() => b.heard.worker + c.heard.worker)
      .toBe((before[1]?.worker ?? 0) + (before[2]?.worker ?? 0) + 2);
    expect(a.heard).toEqual({ ...before[0], worker: (before[0]?.worker ?? 0) + 1 });
    expect(b.heard.sequencer).toBe(before[1]?.sequencer);
    b.kick.sequencer();
    await expect.poll(() => a.heard.sequencer).toBe((before[0]?.sequencer ?? 0) + 1);
    expect(b.heard.sequencer, "only its own ring").toBe((before[1]?.sequencer ?? 0) + 1);
    await Promise.all([a, b, c].map(({ doorbell }) => doorbell.stop()));
  });

  it("tells a thousand rings by a handful of notifications", async () => {
    const [a, b] = [process(), process()];
    await listening([a, b]);
    const before = b.heard.worker;
    for (let i = 0; i < 1_000; i++) a.kick.worker();
    await expect.poll(() => b.heard.worker).toBeGreaterThan(before);
    const last = b.heard.slackWatch;
    a.kick.slackWatch();
    await expect.poll(() => b.heard.slackWatch).toBeGreaterThan(last);
    expect(b.heard.worker - before).toBeLessThanOrEqual(2);
    await Promise.all([a.doorbell.stop(), b.doorbell.stop()]);
  });

  it("listens again after its connection was cut, and rings for what it may have missed", async () => {
    const a = process();
    await listening([a]);
    const before = a.heard.worker;
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'",
    );
    await expect.poll(() => a.heard.worker, { timeout: 8_000 }).toBeGreaterThan(before);
    await a.doorbell.stop();
  });

  it("stops at once, also while it has no connection", async () => {
    const runtime = createTestRuntime(database);
    const doorbell = startDoorbell(runtime, "postgresql://nobody@127.0.0.1:1/none");
    const startedAt = performance.now();
    await doorbell.stop();
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
});
