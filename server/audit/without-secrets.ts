import type { Prisma } from "#server/db/generated/client.ts";

/** What stands in the log in place of a secret. */
export const WITHHELD = "[withheld]";

// Names that hold a secret wherever they occur. Numbers, dates and yes or no under such a name only tell of a secret,
// as `hasSigningSecret` does, and stay; so do names that merely begin so, such as `secretPath`.
const secretName =
  /(?:^|[a-z])(?:password|passphrase|token|secret|credential|privatekey|cookie|hash|enc)$|^(?:authorization|apikey|recoverycodes)$/i;

/** A copy of an entry's `before` or `after` in which no field of a secret's name keeps its text, at any depth. */
export function withoutSecrets(value: Prisma.InputJsonValue): Prisma.InputJsonValue {
  // Once through JSON: what an object writes of itself (`toJSON`) is what will be stored.
  return JSON.parse(JSON.stringify(value, (name, one) => (holdsSecret(name, one) ? WITHHELD : one)));
}

function holdsSecret(name: string, value: unknown): boolean {
  if (!secretName.test(name)) return false;
  return typeof value === "string" || (Array.isArray(value) && value.some((one) => typeof one === "string"));
}
