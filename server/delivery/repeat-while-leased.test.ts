import { expect, it } from "vitest";
import { repeatWhileLeased } from "#server/delivery/repeat-while-leased.ts";

/** Work that fails so many times, under a lease that only pauses use up. */
function work(failures: number, leftMs: number) {
  let times = 0;
  let left = leftMs;
  const done = repeatWhileLeased(
    async () => {
      times += 1;
      if (times <= failures) throw new Error(`failure ${times}`);
      return times;
    },
    {
      leftMs: () => left,
      failed: () => {},
      pause: async (ms) => {
        left -= ms;
      },
    },
  );
  return { done, times: () => times, left: () => left };
}

it("does it again after a failure, until it succeeds", async () => {
  expect(await work(0, 30_000).done).toBe(1);
  expect(await work(3, 30_000).done).toBe(4);
});

it("gives up after a few times, with the last failure", async () => {
  const given = work(99, 30_000);
  await expect(given.done).rejects.toThrow("failure 5");
});

it("begins nothing in the last three seconds of the lease", async () => {
  const late = work(99, 4_000);
  await expect(late.done).rejects.toThrow("failure 3");
  expect(late.left()).toBeGreaterThanOrEqual(3_000);
  const over = work(99, 3_000);
  await expect(over.done).rejects.toThrow("failure 1");
});
