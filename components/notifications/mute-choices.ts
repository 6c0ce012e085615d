const hour = 3_600_000;

/** A time until which one may mute, with what it is called. */
export type MuteChoice = { label: string; until: Date };

/** What is offered at a moment, by the clock of whoever looks. */
export function muteChoices(now: Date): MuteChoice[] {
  const morning = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  const toMonday = (8 - (now.getDay() || 7)) % 7 || 7;
  return [
    { label: "For 1 hour", until: new Date(now.getTime() + hour) },
    { label: "For 4 hours", until: new Date(now.getTime() + 4 * hour) },
    { label: "Until tomorrow, 09:00", until: morning(1) },
    ...(toMonday === 1 ? [] : [{ label: "Until Monday, 09:00", until: morning(toMonday) }]),
  ];
}

/** A moment as a `datetime-local` input takes it, by the clock of whoever looks. */
export function toLocalInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** When something ends: the time alone where that is within a day, else with the date. */
export function endWords(until: Date, now: Date, timeZone?: string): string {
  const zone = timeZone ? { timeZone } : {};
  const time = until.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...zone });
  if (until.getTime() - now.getTime() < 20 * hour) return time;
  const date = until.toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...zone,
  });
  return `${date}, ${time}`;
}
