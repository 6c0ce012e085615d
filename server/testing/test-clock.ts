import type { Clock } from "#server/clock.ts";

/** A clock that a test moves. */
export type TestClock = Clock & { set(at: Date): void; advance(ms: number): void };

/** A clock that stands at `start` until it is moved. */
export function createTestClock(start = new Date("2026-11-21T12:00:00Z")): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (next) => {
      at = next.getTime();
    },
    advance: (ms) => {
      at += ms;
    },
  };
}
