import { invalid } from "#server/errors.ts";
import { HttpError } from "#server/http/http-error.ts";

/** Deeper than anything that a route takes, and far from where a walk that calls itself would fail. */
const deepest = 64;
/** Many more than the largest form holds. */
const mostValues = 10_000;

type Seen = { value: unknown; key: string; parent: Seen | null; depth: number };

/**
 * Looks once at everything that came, before anything else walks it, and ends early where there is too much of it.
 * U+0000 is refused, for no text of the database can hold it.
 * @throws {HttpError} when it is too deep or too large to be looked at, {AppError} naming the field with U+0000.
 */
export function inspectInput(input: unknown): void {
  const waiting: Seen[] = [{ value: input, key: "", parent: null, depth: 0 }];
  let seen = 0;
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, key, depth } = one;
    seen += 1;
    if (hasNul(value) || hasNul(key)) throw nulIn(pathOf(one));
    if (value === null || typeof value !== "object") continue;
    if (depth >= deepest) {
      throw malformed(`The body is nested more than ${deepest} levels deep. Send it flatter.`);
    }
    const inside = Object.entries(value);
    if (seen + waiting.length + inside.length > mostValues) {
      throw malformed(`The body holds more than ${mostValues} values. Send less at once.`);
    }
    for (const [name, inner] of inside) {
      waiting.push({ value: inner, key: name, parent: one, depth: depth + 1 });
    }
  }
}

const hasNul = (value: unknown) => typeof value === "string" && value.includes("\u0000");

const malformed = (message: string) => new HttpError("malformed_request", message);

const nulIn = (field: string) => invalid(field, `${field} contains the character U+0000. Take it out.`);

function pathOf(last: Seen): string {
  const keys: string[] = [];
  for (let one: Seen | null = last; one?.parent; one = one.parent) keys.unshift(one.key);
  return keys.join(".");
}
