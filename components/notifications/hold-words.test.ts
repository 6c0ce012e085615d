import { expect, test } from "vitest";
import { endWords, muteChoices, toLocalInput } from "#components/notifications/mute-choices.ts";
import { dayWords, quietWords } from "#components/notifications/quiet-words.ts";

test("days that follow one another are told as a stretch", () => {
  expect(dayWords([1, 2, 3, 4, 5, 6, 7])).toBe("Every day");
  expect(dayWords([1, 2, 3, 4, 5])).toBe("Monday to Friday");
  expect(dayWords([6, 7])).toBe("Saturday and Sunday");
  expect(dayWords([1, 2, 3, 5, 7])).toBe("Monday to Wednesday, Friday and Sunday");
});

test("quiet hours say when they end and whose clock counts", () => {
  const hours = { days: [5], from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
  expect(quietWords(hours)).toBe("Friday from 22:00 to 07:00 the next day, Europe/Berlin time");
  expect(quietWords({ ...hours, from: "12:00", to: "13:00" })).toBe(
    "Friday from 12:00 to 13:00, Europe/Berlin time",
  );
});

test("every time offered for a mute is still to come and within thirty days, on each day of a week", () => {
  for (let day = 15; day <= 21; day++) {
    const now = new Date(2026, 10, day, 12, 30);
    const choices = muteChoices(now);
    expect(new Set(choices.map((choice) => choice.until.getTime())).size).toBe(choices.length);
    for (const { until } of choices) {
      expect(until.getTime()).toBeGreaterThan(now.getTime());
      expect(until.getTime()).toBeLessThan(now.getTime() + 30 * 86_400_000);
    }
  }
});

test("a time is told with its date where it is not soon", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  expect(endWords(new Date("2026-11-21T13:00:00Z"), now, "UTC")).toBe("13:00");
  expect(endWords(new Date("2026-11-23T09:00:00Z"), now, "UTC")).toBe("Mon 23 Nov, 09:00");
  expect(toLocalInput(new Date(2026, 10, 21, 9, 5))).toBe("2026-11-21T09:05");
});
