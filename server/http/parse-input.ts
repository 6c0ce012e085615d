import { z } from "zod";
import { type AppError, invalid } from "#server/errors.ts";
import { issueSentence } from "#server/issue-sentence.ts";

/** Where in a request a field stands. */
export type Place = "path" | "query" | "body";

const nothing = z.object({});

/**
 * Parses one part of a request; fields that the schema does not know are refused. Without a schema there is nothing to
 * be given, and S is the empty object.
 * @throws {AppError} naming the first field that cannot be accepted.
 */
export function parseInput<S extends z.ZodObject>(
  place: Place,
  schema: S | undefined,
  value: unknown,
): z.output<S>;
export function parseInput(place: Place, schema: z.ZodObject = nothing, value: unknown): unknown {
  const parsed = schema.strict().safeParse(value);
  if (!parsed.success) throw invalidInput(place, parsed.error, value);
  return parsed.data;
}

function invalidInput(place: Place, error: z.ZodError, value: unknown): AppError {
  const issue = error.issues[0];
  if (!issue) return invalid(place, "The input is not valid.");
  if (issue.code === "unrecognized_keys") {
    return unknownField([place, ...issue.path].join("."), issue.keys[0] ?? "");
  }
  const field = issue.path.map(String).join(".");
  if (field === "") return invalid(place, `The ${place} is to be a JSON object.`);
  if (issue.code === "invalid_type" && at(value, issue.path) === undefined) {
    return invalid(field, `${field} is missing. Give it in the ${place}.`);
  }
  const sentence = issueSentence(issue, nameIn(place, issue.path));
  return invalid(field, sentence === issue.message ? `${field}: ${endedSentence(sentence)}` : sentence);
}

/** A field of the address that may stand several times is one field to whoever writes it. */
const nameIn = (place: Place, path: readonly PropertyKey[]) =>
  (place === "query" ? path.filter((key) => typeof key !== "number") : path).map(String).join(".");

const endedSentence = (text: string) => (text.endsWith(".") ? text : `${text}.`);

const unknownField = (where: string, field: string) =>
  invalid(
    field,
    `There is no field ${field} in the ${where} of this route. Take it out, or mend its spelling.`,
  );

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (found === null || typeof found !== "object") return undefined;
    found = Object.entries(found).find(([name]) => name === String(key))?.[1];
  }
  return found;
}
