import { describe, expect, it } from "vitest";
import { createPause } from "#server/process/pause.ts";

const long = 60_000;

function withBell(pollMs = long) {
  let ring: () => void = () => {};
  const pause = createPause((bell) => {
    ring = bell;
    return () => {
      ring = () => {};
    };
  }, pollMs);
  return { pause, ring: () => ring() };
}

describe("a pause", () => {
  it("ends when the bell rings, and at once when it rang since the last one", async () => {
    const { pause, ring } = withBell();
    const waiting = pause.wait();
    ring();
    await waiting;
    ring();
    await pause.wait();
    ring();
    ring();
    await pause.wait();
  });

  it("lasts as long as asked and at most until the next poll", async () => {
    await withBell(1).pause.wait();
    await withBell().pause.wait(1);
    await withBell().pause.wait(-5);
  });

  it("ends when it is stopped, as does every later one", async () => {
    const { pause } = withBell();
    const waiting = pause.wait();
    pause.stop();
    await waiting;
    await pause.wait();
    expect(pause.goesOn()).toBe(false);
  });
});
