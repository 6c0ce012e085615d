import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { claimLanes } from "#server/delivery/lanes.ts";
import { runLane } from "#server/delivery/run-lane.ts";
import { addSlackWebhook, addSlackWebhookInput } from "#server/destinations/slack-webhook/add-webhook.ts";
import { whileMissing } from "#server/testing/database.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { sequenceAll } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

const general = "C0ACMEGEN01";
let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let project: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  project = await bench.project();
});
afterEach(() => vi.restoreAllMocks());

const channel = async () => {
  await project.subscribe(general);
};
const webhook = async () => {
  const hook = await bench.slack.control("POST", "webhooks", { channel: general });
  const { url } = z.object({ url: z.string() }).parse(hook);
  await addSlackWebhook(
    contextOf(bench.runtime, project.projectAdmin),
    addSlackWebhookInput.parse({
      projectId: project.projectId,
      name: "Ops room",
      eventTypes: ["*"],
      webhookUrl: url,
    }),
  );
};

/** What the process measures time with, moved by hand. */
function moveMonotonicClock(ms: number): void {
  const real = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => real() + ms);
}

async function runLanes(): Promise<void> {
  const lanes = await claimLanes(bench.runtime.db, bench.clock.now(), 10);
  for (const lane of lanes) await runLane(bench.runtime, lane);
}

/** Runs the lanes while nobody can read a table, until something waits for it and `meanwhile` was done. */
async function runBehindLock(table: string, meanwhile: () => void): Promise<void> {
  const { pool } = bench.runtime;
  const other = await pool.connect();
  try {
    await other.query(`begin; lock table "${table}" in access exclusive mode`);
    const running = runLanes();
    const waits = `select 1 from pg_locks where not granted and relation = '"${table}"'::regclass`;
    await expect.poll(async () => (await pool.query(waits)).rowCount, { timeout: 10_000 }).toBe(1);
    meanwhile();
    await other.query("commit");
    await running;
  } finally {
    other.release();
  }
}

const attempts = () =>
  bench.runtime.db.attempt.findMany({
    where: { projectId: project.projectId, kind: "send" },
    orderBy: { id: "asc" },
    select: { outcome: true, code: true, request: true },
  });
const sentTimes = async (note: string) =>
  (await bench.slack.messages(general)).filter((message) => message.text.includes(note)).length;

it.each([
  ["conversation", channel, "SlackConversation"],
  ["channel's token", channel, "DataKey"],
  ["webhook's address", webhook, "DataKey"],
])("sends nothing late when the database stalls before the %s is read", async (what, subscribe, table) => {
  await subscribe();
  const note = `stalled-${what.replace(/\W/g, "-")}`;
  await project.emitCreated(note);
  await sequenceAll(bench.runtime);
  await runBehindLock(table, () => moveMonotonicClock(20_000));
  vi.restoreAllMocks();
  expect((await attempts())[0]).toEqual({ outcome: "retry", code: "not_sent", request: {} });
  await project.flow();
  expect(await project.deliveries()).toMatchObject([{ state: "delivered", tries: 0, maybeDuplicate: false }]);
  expect(await sentTimes(note)).toBe(1);
});

it("counts what fails before the request leaves as not sent, and does not label it a duplicate", async () => {
  await channel();
  await project.emitCreated("fails-before");
  await sequenceAll(bench.runtime);
  await whileMissing(bench.runtime.pool, "SlackConversation", runLanes);
  expect(await attempts()).toMatchObject([{ outcome: "retry", code: "failed_before" }]);
  expect(await project.deliveries()).toMatchObject([{ state: "waiting", tries: 1, maybeDuplicate: false }]);
  await project.flow();
  expect(await project.deliveries()).toMatchObject([{ state: "delivered", maybeDuplicate: false }]);
  expect(await sentTimes("fails-before")).toBe(1);
});

it("counts a digest that fails before its request leaves as not sent too", async () => {
  await channel();
  for (let n = 0; n < 11; n++) await project.emitCreated(`digest-${n}`);
  await sequenceAll(bench.runtime);
  await whileMissing(bench.runtime.pool, "DataKey", runLanes);
  expect(await attempts()).toMatchObject([{ outcome: "retry", code: "failed_before" }]);
  await project.flow();
  const states = (await project.deliveries()).map((one) => [one.state, one.maybeDuplicate]);
  expect(states).toEqual(Array.from({ length: 11 }, () => ["delivered", false]));
  expect((await bench.slack.messages(general)).at(-1)?.text).toContain("11 events");
});
