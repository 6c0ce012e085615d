import { afterAll, beforeAll, expect, it } from "vitest";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());

it("says of a delivery in a lane that rests for another's 429 that it rests, and until when", async () => {
  const project = await bench.project();
  await project.subscribe("C0ACMEGEN01");
  await project.subscribe("C0ACMERND01");
  await bench.slack.fault({
    kind: "rate_limited",
    method: "chat.postMessage",
    retryAfter: 3_600,
    times: 1,
  });
  await project.emitCreated("one of them is refused");
  await drain(bench.runtime);
  const deliveries = await project.deliveries();
  const refused = deliveries.find((delivery) => delivery.reasonCode !== null);
  const other = deliveries.find((delivery) => delivery.id !== refused?.id);
  const { projectId } = project;
  const told = await getDelivery(bench.ctx, { projectId, deliveryId: other?.id ?? "" });
  expect(told.waiting?.sentence).toContain("rests, because Slack takes only so many messages");
  expect(told.waiting?.until?.getTime()).toBeGreaterThanOrEqual(bench.clock.now().getTime() + 3_600_000);
});
