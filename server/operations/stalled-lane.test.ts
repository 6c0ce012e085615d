import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { markDestinationsBroken, markDestinationsMended } from "#server/destinations/mark-broken.ts";
import { stalledBoundSeconds } from "#server/operations/judge-readiness.ts";
import { readQueue } from "#server/operations/read-queue.ts";
import { whileMissing } from "#server/testing/database.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain, sequenceAll } from "#server/testing/pipeline.ts";

const general = "C0ACMEGEN01";
const hour = 3_600_000;
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;
let destinationId: string;
beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.runtime.db.destination.deleteMany();
  bench.clock.advance(48 * hour);
  project = await bench.project();
  ({ destinationId } = await project.subscribe(general));
});

const queue = () => readQueue(bench.runtime.pool, bench.clock.now());

it("a lane that fails at every turn is told as stalled, though it is never overdue", async () => {
  const { runtime, clock } = bench;
  await project.emitCreated("stuck");
  await sequenceAll(runtime);
  await whileMissing(runtime.pool, "PaceBucket", async () => {
    for (let passed = 0; passed <= stalledBoundSeconds; passed += 3_600) {
      clock.advance(hour);
      await drain(runtime);
    }
    expect(await queue()).toMatchObject({ due: 1, laneOverdueSeconds: 0, stalledSeconds: 7 * 3_600 });
  });
  clock.advance(5_000);
  await project.flow();
  expect(await queue()).toMatchObject({ due: 0, stalledSeconds: 0 });
});

it("a backlog that moves is old and not stalled", async () => {
  await project.emitCreated("first");
  await project.emitCreated("second");
  await project.flow();
  const [, second] = await project.deliveries();
  const nextTryAt = new Date(bench.clock.now().getTime() - 9 * hour);
  await bench.runtime.db.delivery.update({
    where: { id: second?.id ?? "" },
    data: { state: "waiting", nextTryAt },
  });
  const { oldestDueSeconds, stalledSeconds } = await queue();
  expect(oldestDueSeconds).toBe(9 * 3_600);
  expect(stalledSeconds).toBeLessThan(60);
});

it("a backlog that waited for a channel to be mended counts from then on", async () => {
  const { runtime, clock } = bench;
  const at = clock.now();
  await runtime.db.$transaction((tx) =>
    markDestinationsBroken(tx, [destinationId], { code: "is_archived", detail: "It is archived.", at }),
  );
  await project.emitCreated("parked");
  await drain(runtime);
  clock.advance(200 * hour);
  expect(await queue()).toMatchObject({ due: 0, stalledSeconds: 0 });
  await runtime.db.$transaction((tx) => markDestinationsMended(tx, [destinationId], clock.now()));
  clock.advance(1_000);
  expect(await queue()).toMatchObject({ due: 1, oldestDueSeconds: 1, stalledSeconds: 1 });
});
