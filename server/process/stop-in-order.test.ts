import { expect, test } from "vitest";
import { stopInOrder } from "#server/process/stop-in-order.ts";

const step = (name: string, closers: Array<() => unknown>, limitMs = 5_000) => ({ name, closers, limitMs });
const never = () => new Promise<void>(() => {});

test("steps end one after the other, and what is of one step at the same time", async () => {
  const heard: string[] = [];
  const slow = (name: string) => async () => {
    heard.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    heard.push(`${name} ends`);
  };
  const left = await stopInOrder(
    [step("work", [slow("a"), slow("b")]), step("database", [slow("c")])],
    () => {},
  );
  expect(heard).toEqual(["b begins", "a begins", "b ends", "a ends", "c begins", "c ends"]);
  expect(left).toEqual([]);
});

test("what never ends is left behind after its time, and what comes after it is ended all the same", async () => {
  let ended = false;
  const left = await stopInOrder(
    [
      step("work", [never], 20),
      step("database", [
        () => {
          ended = true;
        },
      ]),
    ],
    () => {},
  );
  expect(left).toEqual(["work"]);
  expect(ended).toBe(true);
});

test("what fails is told and keeps nothing else from ending", async () => {
  const told: string[] = [];
  let ended = false;
  const fail = () => {
    throw new Error("no");
  };
  const end = () => {
    ended = true;
  };
  await stopInOrder([step("work", [end, fail])], (error, name) => told.push(`${name}: ${String(error)}`));
  expect(told).toEqual(["work: Error: no"]);
  expect(ended).toBe(true);
});

test("stopping twice ends nothing twice", async () => {
  let ended = 0;
  const end = () => {
    ended += 1;
  };
  const steps = [step("work", [end])];
  await stopInOrder(steps, () => {});
  await stopInOrder(steps, () => {});
  expect(ended).toBe(1);
});
