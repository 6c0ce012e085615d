import { expect, test } from "vitest";
import {
  type Check,
  judgeReadiness,
  laneBoundSeconds,
  stalledBoundSeconds,
  type ReadinessFacts,
  sequencerBoundSeconds,
} from "#server/operations/judge-readiness.ts";
import type { ProcessState } from "#server/operations/read-system.ts";

const worker: ProcessState = {
  id: "p1",
  role: "on",
  version: "1",
  host: "a",
  pid: 1,
  keyVersions: [1],
  keyFingerprints: [],
  keyCurrent: 1,
  startedAt: new Date(),
  seenAt: new Date(),
  upSeconds: 600,
  silentSeconds: 3,
  alive: true,
};
const well: ReadinessFacts = {
  migrations: { known: ["1_start", "2_people"], applied: ["1_start", "2_people"] },
  processes: [worker],
  sequencer: { held: true, processId: "p1", waiting: 0, oldestSeconds: 0, setAside: 0 },
  queue: { laneOverdueSeconds: 0, due: 0, oldestDueSeconds: 0, stalledSeconds: 0 },
};
const failing = (facts: Partial<ReadinessFacts>): Check[] =>
  judgeReadiness({ ...well, ...facts }).filter((one) => !one.ok);

test("where everything holds, every check passes with a sentence", () => {
  const checks = judgeReadiness(well);
  expect(checks.map((one) => one.name)).toEqual([
    "database",
    "migrations",
    "sequencer",
    "worker",
    "deliveries",
  ]);
  for (const check of checks)
    expect(check).toMatchObject({ ok: true, message: expect.stringMatching(/\.$/) });
});

test("a database that was put back to earlier tables is not ready, one that a newer version migrated still is", () => {
  const known = ["1_start", "2_people"];
  expect(failing({ migrations: { known, applied: ["1_start"] } })).toMatchObject([
    { name: "migrations", message: expect.stringContaining("lacks 2_people") },
  ]);
  expect(failing({ migrations: { known, applied: [...known, "3_more"] } })).toEqual([]);
});

test("without a sequencer it is not ready, but a worker that just started has a moment to become it", () => {
  const sequencer = { ...well.sequencer, held: false, processId: null };
  expect(failing({ sequencer })).toMatchObject([{ name: "sequencer" }]);
  expect(failing({ sequencer, processes: [{ ...worker, upSeconds: 2 }] })).toEqual([]);
  expect(failing({ sequencer, processes: [worker, { ...worker, upSeconds: 2 }] })).toHaveLength(1);
});

test("a sequencer that holds the lock and takes nothing is told as stuck", () => {
  const sequencer = { ...well.sequencer, waiting: 3, oldestSeconds: sequencerBoundSeconds + 1 };
  expect(failing({ sequencer })).toMatchObject([
    { name: "sequencer", message: expect.stringMatching(/^3 events wait .* is stuck/) },
  ]);
  expect(failing({ sequencer: { ...sequencer, oldestSeconds: sequencerBoundSeconds } })).toEqual([]);
});

test("processes that serve pages only, or gave no sign of life, are no workers", () => {
  expect(
    failing({
      processes: [
        { ...worker, role: "off" },
        { ...worker, alive: false },
      ],
    }),
  ).toMatchObject([{ name: "worker", message: expect.stringContaining("WORKER=only") }]);
});

test("a destination that no worker comes to in time is told", () => {
  const queue = { ...well.queue, laneOverdueSeconds: laneBoundSeconds + 1, due: 1_200 };
  expect(failing({ queue })).toMatchObject([
    {
      name: "deliveries",
      message: expect.stringContaining("waited 5 minutes for a worker, and 1,200 deliveries"),
    },
  ]);
  expect(failing({ queue: { ...queue, laneOverdueSeconds: laneBoundSeconds } })).toEqual([]);
});

test("deliveries that are due while nothing is tried for their destination are told, however often a worker comes", () => {
  const queue = { ...well.queue, due: 2, oldestDueSeconds: 90_000, stalledSeconds: stalledBoundSeconds + 1 };
  expect(failing({ queue })).toMatchObject([
    { name: "deliveries", message: expect.stringContaining("For 6 hours nothing was tried") },
  ]);
  const busy = { ...well, queue: { ...queue, stalledSeconds: stalledBoundSeconds } };
  expect(judgeReadiness(busy).find((one) => one.name === "deliveries")).toEqual({
    name: "deliveries",
    ok: true,
    message:
      "Workers come to every destination in time. Of 2 deliveries that are due the oldest has been so for 25 hours.",
  });
});
