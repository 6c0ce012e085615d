import { durationInWords } from "#server/events/types/access-request.ts";

/** `Permanent`, or `4 hours`. */
export const accessInWords = (seconds: number | null) =>
  seconds === null ? "Permanent" : durationInWords(seconds);

/** `1 approval`, `2 approvals`. */
export const approvalsInWords = (count: number) => (count === 1 ? "1 approval" : `${count} approvals`);

/** `read, edit and delete`. */
export function listInWords(words: readonly string[], joint = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}

/** Who gives the approvals: one of them, all of them, or any so many; the last names may stand as a number. */
export function approversInWords(names: readonly string[], needed: number, shown = names.length): string {
  const left = names.length - shown;
  const list = left > 0 ? [...names.slice(0, shown), `${left} more`] : names;
  if (needed === 1) return listInWords(list, "or");
  const all = listInWords(list);
  return needed >= names.length ? all : `any ${needed} of ${all}`;
}

/** How long until something ends: `3 h 12 min`, `4 d 2 h`, `less than a minute`. */
export function remainingInWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "less than a minute";
  const parts: [number, string][] = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor((minutes % 1440) / 60), "h"],
    [minutes % 60, "min"],
  ];
  const shown = parts.filter(([n]) => n > 0).slice(0, 2);
  return shown.map(([n, unit]) => `${n} ${unit}`).join(" ");
}
