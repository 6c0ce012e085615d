import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { lockLanes } from "#server/delivery/lanes.ts";
import { getDestination } from "#server/destinations/list-destinations.ts";
import { sendTest } from "#server/destinations/send-test.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
afterEach(() => bench.slack.control("DELETE", "faults"));

it("a test that arrived counts as the last success of its destination and connection, and no other does", async () => {
  const { runtime, ctx, clock, slack } = bench;
  const { projectId, integrationId, subscribe } = await bench.project();
  const { destinationId } = await subscribe("C0ACMEGEN01");
  const successes = async () => {
    const { destination } = await getDestination(ctx, { projectId, destinationId });
    const where = { id: integrationId };
    const { lastSuccessAt } = await runtime.db.workflowIntegration.findUniqueOrThrow({ where });
    return [destination.lastDeliveredAt, lastSuccessAt];
  };
  await slack.fault({ kind: "error", method: "chat.postMessage", error: "msg_too_long" });
  expect(await sendTest(ctx, { projectId, destinationId })).toMatchObject({ delivered: false });
  expect(await successes()).toEqual([null, null]);
  clock.advance(60_000);
  expect(await sendTest(ctx, { projectId, destinationId })).toMatchObject({ delivered: true });
  expect(await successes()).toEqual([clock.now(), clock.now()]);
});

it("waits for its lanes before it holds the destination, so that whoever has the lanes may have that too", async () => {
  const { runtime, ctx } = bench;
  const { projectId, subscribe } = await bench.project();
  const { destinationId } = await subscribe("C0ACMEGEN01");
  await runtime.db.lane.create({ data: { destinationId, laneClass: "normal", wakeAt: runtime.clock.now() } });
  const waits = async () =>
    (
      await runtime.pool.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
    ).rowCount;
  const { test } = await runtime.db.$transaction(async (tx) => {
    await lockLanes(tx, [destinationId]);
    const test = sendTest(ctx, { projectId, destinationId });
    await expect.poll(waits).toBe(1);
    await tx.$queryRaw`select 1 from "Destination" where "id" = ${destinationId}::uuid for update`;
    return { test };
  });
  expect(await test).toMatchObject({ delivered: true });
});
