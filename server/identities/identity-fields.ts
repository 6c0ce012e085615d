import { z } from "zod";
import { normaliseNetwork } from "#server/identities/networks.ts";

const MINUTE = 60;
const DAY = 86_400;
const YEAR = 365 * DAY;
const networksMax = 50;

/** What a new identity begins with. */
export const defaultTokenSeconds = DAY;
export const defaultTokenMaxSeconds = 30 * DAY;

/** What can be set of an organization's identities; none is ever an owner. */
export const identityRoleSchema = z.enum(["member", "admin"], "Choose member or admin.");

export const identityNameSchema = z
  .string()
  .trim()
  .min(1, "Name the identity after the program, such as deploy-pipeline.")
  .max(100, "Use at most 100 characters.");

/** Life of a token in seconds, from a minute to a year. */
export const tokenSecondsSchema = z
  .number()
  .int("Write whole minutes, hours or days.")
  .min(MINUTE, "One minute is the shortest life of a token.")
  .max(YEAR, "365 days are the longest life of a token.");

/** How often something may be used; null without limit. */
export const usesMaxSchema = z
  .number()
  .int("Write a whole number.")
  .min(1, "Write 1 or more, or leave it empty for no limit.")
  .max(1_000_000_000, "Leave it empty for no limit.")
  .nullable();

/** Addresses and networks, a line each; blank lines are left out. A bad one is named with its line. */
export const networksSchema = z.array(z.string().max(100)).transform((lines, check) => {
  const networks = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const network = normaliseNetwork(line);
    if (network === null) {
      check.addIssue(
        `Line ${index + 1}: “${line.trim()}” is no address or network. Write one such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.`,
      );
      return z.NEVER;
    }
    networks.add(network);
  }
  if (networks.size > networksMax) {
    check.addIssue(`Name at most ${networksMax} addresses and networks.`);
    return z.NEVER;
  }
  return [...networks];
});

/** Everything of an identity that people choose. */
export const identitySettingsSchema = z.object({
  name: identityNameSchema,
  role: identityRoleSchema,
  accessTokenSeconds: tokenSecondsSchema,
  accessTokenMaxSeconds: tokenSecondsSchema,
  accessTokenUsesMax: usesMaxSchema,
  clientSecretNetworks: networksSchema,
  accessTokenNetworks: networksSchema,
});
export type IdentitySettings = z.output<typeof identitySettingsSchema>;

/** Why two lives of tokens do not go together; null when they do. */
export function refuseTokenLives(lives: {
  accessTokenSeconds: number;
  accessTokenMaxSeconds: number;
}): string | null {
  if (lives.accessTokenSeconds <= lives.accessTokenMaxSeconds) return null;
  return "The longest life cannot be shorter than the life of a token. Choose a longer one.";
}
