const HOUR = 3_600_000;

/** Remembers what happened under a key in the last hour. */
export function createHourLog<T>(now: () => number) {
  const byKey = new Map<string, { at: number; value: T }[]>();
  const recent = (key: string) => (byKey.get(key) ?? []).filter((one) => one.at > now() - HOUR);
  return {
    add(key: string, value: T): void {
      const kept = recent(key);
      kept.push({ at: now(), value });
      byKey.set(key, kept);
    },
    recent: (key: string): T[] => recent(key).map((one) => one.value),
    forget: (key: string): boolean => byKey.delete(key),
  };
}
