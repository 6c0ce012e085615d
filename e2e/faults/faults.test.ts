import { afterAll, beforeAll, expect, it } from "vitest";
import { isGood, type Row } from "./scenario.ts";
import { runSuite, scenarioNames } from "./suite.ts";
import { tableOf } from "./table.ts";

// The short form; everything runs at once in the background, and each test waits for its line.
const names = scenarioNames(false);
const rows = new Map<string, Row>();
const waiting = new Map<string, () => void>();
let all: Promise<number>;

beforeAll(() => {
  all = runSuite({ long: false, seed: 1 }, (row) => {
    rows.set(row.name, row);
    waiting.get(row.name)?.();
  });
  all.catch(() => {});
});

afterAll(async () => {
  await all;
  console.log(`\n${tableOf(names.flatMap((name) => rows.get(name) ?? []))}`);
}, 300_000);

it.each(names)("loses, repeats and reorders nothing when: %s", { timeout: 300_000 }, async (name) => {
  const done = new Promise<void>((resolve) => waiting.set(name, resolve));
  if (!rows.has(name)) await Promise.race([done, all]);
  const row = rows.get(name);
  expect(row?.problems).toEqual([]);
  expect(row && isGood(row), JSON.stringify(row)).toBe(true);
});

it("leaves no two transactions waiting for each other", { timeout: 300_000 }, async () => {
  expect(await all).toBe(0);
});
