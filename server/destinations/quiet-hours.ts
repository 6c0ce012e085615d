import { z } from "zod";
import { invalid } from "#server/errors.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time as 22:00.");

/**
 * Hours in which a destination holds back what is not urgent. `days` are those on which they begin, 1 for Monday to 7 for
 * Sunday. They end the next day where `to` is not after `from`.
 */
export const quietHoursSchema = z.object({
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1, "Choose at least one day.")
    .transform((days) => [...new Set(days)].sort((a, b) => a - b)),
  from: timeOfDay,
  to: timeOfDay,
  timeZone: z.string().refine(isTimeZone, "Choose a time zone of the list, such as Europe/Berlin."),
});
export type QuietHours = z.output<typeof quietHoursSchema>;

/** Reads the column; what does not fit any more counts as no quiet hours, so that nothing is held for ever. */
export function readQuietHours(column: unknown): QuietHours | null {
  const parsed = quietHoursSchema.safeParse(column);
  return parsed.success ? parsed.data : null;
}

/** Refuses hours that would never end. */
export function refuseEndless(hours: QuietHours): void {
  if (hours.days.length === 7 && hours.from === hours.to)
    throw invalid(
      "to",
      "These hours would never end. Leave a day out, or let them end before they begin again.",
    );
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** When the quiet hours that `now` lies in end, or null outside of them. Hours that follow at once on others count on. */
export function quietUntil(hours: QuietHours, now: Date): Date | null {
  let until: Date | null = null;
  for (let at = now; ; ) {
    const period = periodsAround(hours, at).find(({ from, to }) => from <= at && at < to);
    // Eight in a row cover a week: then they never end, and nothing is held for ever.
    if (!period || period.to.getTime() - now.getTime() > 8 * day) return until;
    until = period.to;
    at = period.to;
  }
}

/** When quiet hours last ended before or at `now`, within the last week; null where they did not. */
export function lastQuietEnd(hours: QuietHours, now: Date): Date | null {
  let latest: Date | null = null;
  for (let back = 0; back <= 7; back++) {
    for (const { to } of periodsAround(hours, new Date(now.getTime() - back * day))) {
      if (to <= now && (latest === null || to > latest) && quietUntil(hours, to) === null) latest = to;
    }
    if (latest) return latest;
  }
  return latest;
}

/** The periods that begin on the day of a moment, the two before it and the one after, in the zone's own days. */
function periodsAround(hours: QuietHours, at: Date): { from: Date; to: Date }[] {
  const today = localDay(at, hours.timeZone);
  const overnight = hours.to <= hours.from;
  return [-2, -1, 0, 1].flatMap((offset) => {
    const begins = new Date(today.getTime() + offset * day);
    if (!hours.days.includes(begins.getUTCDay() || 7)) return [];
    const ends = overnight ? new Date(begins.getTime() + day) : begins;
    const from = instantOf(begins, hours.from, hours.timeZone);
    const to = instantOf(ends, hours.to, hours.timeZone);
    return from < to ? [{ from, to }] : [];
  });
}

/** The calendar day of a moment in a zone, as midnight UTC of that day. */
function localDay(at: Date, timeZone: string): Date {
  const local = wallClock(at, timeZone);
  return new Date(local - (((local % day) + day) % day));
}

/**
 * The moment at which a zone's clocks show a time on a day. A time that the clocks skip is taken as many minutes later, one
 * that they show twice is the first (as Temporal's `compatible`).
 */
function instantOf(dayUtc: Date, time: string, timeZone: string): Date {
  const [hour = 0, minutes = 0] = time.split(":").map(Number);
  const wall = dayUtc.getTime() + (hour * 60 + minutes) * minute;
  const before = offsetAt(new Date(wall - day), timeZone);
  const after = offsetAt(new Date(wall + day), timeZone);
  const shown = [wall - before, wall - after].filter((at) => wallClock(new Date(at), timeZone) === wall);
  return new Date(shown.length > 0 ? Math.min(...shown) : wall - before);
}

function offsetAt(at: Date, timeZone: string): number {
  return wallClock(at, timeZone) - Math.floor(at.getTime() / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clocks show at a moment, to the second, as if it were UTC. */
function wallClock(at: Date, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" },
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function isTimeZone(name: string): boolean {
  try {
    return name !== "" && new Intl.DateTimeFormat("en-GB", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
