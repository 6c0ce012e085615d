import { randomInt } from "node:crypto";

/** A source of numbers in [0, 1), injected so that tests can repeat a run. */
export type Random = () => number;

/** Random numbers nobody can guess, for a sandbox that runs as its own process. */
export const secureRandom: Random = () => randomInt(2 ** 47) / 2 ** 47;

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";

function pick(random: Random, alphabet: string, length: number): string {
  let out = "";
  for (let i = 0; i < length; i += 1) out += alphabet.charAt(Math.floor(random() * alphabet.length));
  return out;
}

/** Makers of everything Slack identifies by a random string, in Slack's own forms. */
export type Ids = ReturnType<typeof createIds>;

/** Builds the id makers on one source of randomness. */
export function createIds(random: Random) {
  const digits = (length: number) => `${1 + Math.floor(random() * 9)}${pick(random, DIGITS, length - 1)}`;
  return {
    entity: (prefix: "A" | "B" | "C" | "D" | "E" | "T" | "U") => `${prefix}0${pick(random, UPPER, 9)}`,
    clientId: () => `${digits(10)}.${digits(13)}`,
    secret: () => pick(random, HEX, 32),
    requestId: () => pick(random, HEX, 32),
    botToken: () => `xoxb-${digits(10)}-${digits(13)}-${pick(random, MIXED, 24)}`,
    rotatedToken: () => `xoxe.xoxb-1-${pick(random, MIXED, 40)}`,
    refreshToken: () => `xoxe-1-${pick(random, MIXED, 40)}`,
    eventId: () => `Ev0${pick(random, UPPER, 9)}`,
    challenge: () => pick(random, MIXED, 52),
    number: digits,
    code: () => `${digits(10)}.${digits(13)}.${pick(random, HEX, 64)}`,
    blockId: () => pick(random, MIXED, 5),
    webhookSecret: () => pick(random, MIXED, 24),
    uniqueId: () => pick(random, MIXED, 24),
  };
}
