type Noun = "event" | "delivery" | "process";
const many: Record<Noun, string> = { event: "events", delivery: "deliveries", process: "processes" };

/** A number with its noun. */
export function countOf(count: number, noun: Noun): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : many[noun]}`;
}

const spans: readonly [number, string][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** A time span in its largest unit that tells enough: "90 seconds", "3 minutes". */
export function durationOf(seconds: number): string {
  const [size, unit] = spans.find(([one]) => seconds >= one * 2 || one === 1) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** A size as people read it: "8.2 MB". */
export function sizeOf(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
