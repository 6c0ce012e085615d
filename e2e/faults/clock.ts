import type { Clock } from "#server/clock.ts";

/** A clock that runs `speed` times as fast as the machine's since `base`, and `offset` beside it; all in ms. */
export type ClockSettings = { base: number; speed: number; offset: number };

/** The clock of these settings; they are read at each look, so that whoever holds them can make it jump. */
export function clockOf(settings: ClockSettings): Clock {
  return {
    now: () => {
      const { base, speed, offset } = settings;
      return new Date(base + (Date.now() - base) * speed + offset);
    },
  };
}
