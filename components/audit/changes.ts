/** One field of what changed; a side is null where there was, or is, nothing. */
export type Change = { field: string; before: string | null; after: string | null };

/** The fields of an entry's before and after, side by side, those that differ first. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const left = fieldsOf(before);
  const right = fieldsOf(after);
  const fields = [...new Set([...left.keys(), ...right.keys()])];
  const changes = fields.map((field) => ({
    field,
    before: left.get(field) ?? null,
    after: right.get(field) ?? null,
  }));
  const same = (change: Change) => Number(change.before === change.after);
  return changes.sort((a, b) => same(a) - same(b));
}

function fieldsOf(value: unknown): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object" || Array.isArray(value)) return new Map([["value", textOf(value)]]);
  return new Map(Object.entries(value).map(([field, one]) => [field, textOf(one)]));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null || value === undefined) return "none";
  if (!Array.isArray(value)) return typeof value === "object" ? JSON.stringify(value) : String(value);
  return value.length === 0 ? "none" : value.map(textOf).join(", ");
}
