import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldUntil, holdOf } from "#server/destinations/hold.ts";
import {
  lastQuietEnd,
  type QuietHours,
  quietHoursSchema,
  quietUntil,
  refuseEndless,
} from "#server/destinations/quiet-hours.ts";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const nights: QuietHours = { days: everyDay, from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
const at = (iso: string) => new Date(iso);
const until = (hours: QuietHours, iso: string) => quietUntil(hours, at(iso))?.toISOString() ?? null;

describe("quiet hours", () => {
  it("begin and end by the clocks of their zone", () => {
    expect(until(nights, "2026-11-21T20:59:59Z")).toBeNull();
    expect(until(nights, "2026-11-21T21:00:00Z")).toBe("2026-11-22T06:00:00.000Z");
    expect(until(nights, "2026-11-22T05:59:59Z")).toBe("2026-11-22T06:00:00.000Z");
    expect(until(nights, "2026-11-22T06:00:00Z")).toBeNull();
  });

  it("end an hour sooner or later on the nights when the clocks change", () => {
    expect(until(nights, "2026-03-28T21:30:00Z")).toBe("2026-03-29T05:00:00.000Z");
    expect(until(nights, "2026-10-24T20:30:00Z")).toBe("2026-10-25T06:00:00.000Z");
  });

  it("take a time that the clocks skip as later, and one that they show twice as the first", () => {
    const early: QuietHours = { ...nights, from: "00:00", to: "02:30" };
    expect(until(early, "2026-03-28T23:30:00Z")).toBe("2026-03-29T01:30:00.000Z");
    expect(until(early, "2026-10-24T22:30:00Z")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("begin on the days named, and count on where others follow at once", () => {
    const weekends: QuietHours = { days: [6, 7], from: "00:00", to: "00:00", timeZone: "America/New_York" };
    expect(until(weekends, "2026-11-21T12:00:00Z")).toBe("2026-11-23T05:00:00.000Z");
    expect(until(weekends, "2026-11-20T12:00:00Z")).toBeNull();
    const friday: QuietHours = { ...nights, days: [5] };
    expect(until(friday, "2026-11-21T02:00:00Z")).toBe("2026-11-21T06:00:00.000Z");
    expect(until(friday, "2026-11-21T22:00:00Z")).toBeNull();
  });

  it("that would never end are refused, and times and zones that are none", () => {
    expect(() => refuseEndless({ ...nights, from: "08:00", to: "08:00" })).toThrow("never end");
    expect(quietHoursSchema.safeParse({ ...nights, timeZone: "Mars/Olympus" }).success).toBe(false);
    expect(quietHoursSchema.safeParse({ ...nights, to: "7" }).success).toBe(false);
    expect(quietHoursSchema.parse({ ...nights, days: [7, 1, 7] }).days).toEqual([1, 7]);
  });

  const zones = fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
  );
  const time = fc
    .integer({ min: 0, max: 1_439 })
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`);
  const hours = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 }),
      from: time,
      to: time,
      timeZone: zones,
    })
    .map((given) => ({ ...given, days: given.days.sort() }));
  const moment = fc.date({
    min: at("2024-01-01T00:00:00Z"),
    max: at("2030-12-31T00:00:00Z"),
    noInvalidDate: true,
  });

  /** What a clock on the wall shows, told by another way than the code's. */
  function shown(now: Date, timeZone: string) {
    const text = now.toLocaleString("sv-SE", { timeZone });
    const [day = "", clock = ""] = text.split(" ");
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    return { weekday, before: weekday === 1 ? 7 : weekday - 1, clock: clock.slice(0, 5) };
  }

  it("hold exactly when a clock on the wall shows them, but for the hours around a change of the clocks", () => {
    fc.assert(
      fc.property(hours, moment, (given, now) => {
        const { weekday, before, clock } = shown(now, given.timeZone);
        const overnight = given.to <= given.from;
        const today = given.days.includes(weekday) && clock >= given.from && (overnight || clock < given.to);
        const lastNight = overnight && given.days.includes(before) && clock < given.to;
        const zone = (when: Date) => shown(when, given.timeZone).clock;
        const dayLater = new Date(now.getTime() + 86_400_000);
        const dayBefore = new Date(now.getTime() - 86_400_000);
        if (zone(dayLater) !== clock || zone(dayBefore) !== clock) return;
        expect(quietUntil(given, now) !== null).toBe(today || lastNight);
      }),
      { numRuns: 500 },
    );
  });

  it("end in the future and at a moment that is not quiet, and last ended then for whoever asks later", () => {
    fc.assert(
      fc.property(hours, moment, (given, now) => {
        const end = quietUntil(given, now);
        if (end === null) return;
        expect(end.getTime()).toBeGreaterThan(now.getTime());
        expect(quietUntil(given, end)).toBeNull();
        expect(lastQuietEnd(given, end)).toEqual(end);
        expect(lastQuietEnd(given, new Date(end.getTime() + 30_000))?.getTime()).toBeGreaterThanOrEqual(
          end.getTime(),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a destination holds back", () => {
  const muted = (iso: string | null, quietHours: QuietHours | null = null) => ({
    mutedUntil: iso ? at(iso) : null,
    quietHours,
  });

  it("is held until the end of the mute, and of quiet hours that it ends in", () => {
    const now = at("2026-11-21T12:00:00Z");
    expect(holdOf(muted(null), now)).toBeNull();
    expect(holdOf(muted("2026-11-21T13:00:00Z"), now)).toEqual({
      why: "muted",
      until: at("2026-11-21T13:00:00Z"),
    });
    expect(holdOf(muted("2026-11-21T23:00:00Z", nights), now)?.until).toEqual(at("2026-11-22T06:00:00Z"));
    expect(holdOf(muted("2026-11-22T07:00:00Z", nights), at("2026-11-22T01:00:00Z"))?.until).toEqual(
      at("2026-11-22T07:00:00Z"),
    );
  });

  it("is known afterwards by when it ended", () => {
    expect(heldUntil(muted("2026-11-21T11:00:00Z"), at("2026-11-21T12:00:00Z"))).toEqual(
      at("2026-11-21T11:00:00Z"),
    );
    expect(heldUntil(muted("2026-11-21T11:00:00Z", nights), at("2026-11-22T08:00:00Z"))).toEqual(
      at("2026-11-22T06:00:00Z"),
    );
    expect(heldUntil(muted("2026-11-22T11:00:00Z"), at("2026-11-21T12:00:00Z"))).toBeNull();
  });

  it("is nothing where the column holds no quiet hours", () => {
    expect(holdOf({ mutedUntil: null, quietHours: { from: 3 } }, at("2026-11-21T23:00:00Z"))).toBeNull();
  });
});
