import type { QuietHours } from "#components/notifications/types.ts";

/** The days of a week, Monday first, as quiet hours count them from 1 on. */
export const weekdays = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

const nameOf = (day: number) => weekdays[day - 1] ?? "";

/** `Monday to Friday`, `Saturday and Sunday`, `Every day`. */
export function dayWords(days: readonly number[]): string {
  if (days.length === 7) return "Every day";
  const runs: number[][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const words = runs.flatMap((run) =>
    run.length > 2 ? [`${nameOf(run[0] ?? 1)} to ${nameOf(run.at(-1) ?? 1)}`] : run.map(nameOf),
  );
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** `Every day from 22:00 to 07:00 the next day, Europe/Berlin time`. */
export function quietWords({ days, from, to, timeZone }: QuietHours): string {
  const next = to <= from ? " the next day" : "";
  return `${dayWords(days)} from ${from} to ${to}${next}, ${timeZone} time`;
}
