import { z } from "zod";

/** Filters whose value in the URL is an id, and the words that may stand for one. */
const idFilters: Readonly<Record<string, readonly string[]>> = {
  actor: ["user", "identity", "system", "anonymous"],
  project: [],
  destination: [],
  attempt: [],
};
const id = z.uuid();
/** An id that nothing has. */
const nothing = "00000000-0000-0000-0000-000000000000";

/** The value of a filter; where an id belongs and stands none, one that nothing fits, so that the list is empty. */
export function filterValue(name: string, value: string | undefined): string | undefined {
  const words = value ? idFilters[name] : undefined;
  if (!value || !words || words.includes(value)) return value;
  return id.safeParse(value).success ? value : nothing;
}
