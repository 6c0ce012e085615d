import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
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
