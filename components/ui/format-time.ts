const locale = "en-GB";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A point in time as the server's answers carry it: a `Date`, an ISO string, or milliseconds. */
export type TimeInput = Date | string | number;

function distance(ms: number): string {
  if (ms < hour) return `${Math.max(1, Math.round(ms / minute))} min`;
  if (ms < day) return `${Math.round(ms / hour)} h`;
  return `${Math.round(ms / day)} d`;
}

/** "just now", "5 min ago", "in 3 h", and the date from a week on. */
export function formatRelative(input: TimeInput, now: number): string {
  const date = new Date(input);
  const ms = now - date.getTime();
  const far = Math.abs(ms);
  if (far < 45_000) return "just now";
  if (far >= 7 * day) {
    const sameYear = date.getFullYear() === new Date(now).getFullYear();
    return date.toLocaleDateString(locale, {
      day: "numeric",
      month: "short",
      ...(sameYear ? {} : { year: "numeric" }),
    });
  }
  return ms > 0 ? `${distance(far)} ago` : `in ${distance(far)}`;
}

/** "21 Nov 2026, 04:43:28 UTC"; in the reader's zone unless one is named. */
export function formatExact(input: TimeInput, timeZone?: string): string {
  return new Date(input).toLocaleString(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(timeZone ? { timeZone } : {}),
  });
}
