import { z } from "zod";
import { type Unit, unitNames, units } from "#components/access-requests/request-form.ts";
import type { Identity } from "#components/identities/types.ts";
import {
  defaultTokenMaxSeconds,
  defaultTokenSeconds,
  identityNameSchema,
  identityRoleSchema,
  networksSchema,
  refuseTokenLives,
  tokenSecondsSchema,
  usesMaxSchema,
} from "#server/identities/identity-fields.ts";
import { issueSentence } from "#server/issue-sentence.ts";

const wholeNumber = /^[1-9]\d{0,9}$/;

/** What the form of an identity holds; `settingsOf` makes the server's input of it. */
export const identityFormSchema = z
  .object({
    name: identityNameSchema,
    role: identityRoleSchema,
    life: z.string().trim(),
    lifeUnit: z.enum(unitNames),
    longest: z.string().trim(),
    longestUnit: z.enum(unitNames),
    usesMax: z.string().trim(),
    clientSecretNetworks: z.string(),
    accessTokenNetworks: z.string(),
  })
  .superRefine((form, check) => {
    const report = (path: keyof typeof form, message: string | undefined) =>
      message && check.addIssue({ code: "custom", path: [path], message });
    const seconds = { accessTokenSeconds: 0, accessTokenMaxSeconds: 0 };
    for (const [field, unit, key] of lifeFields) {
      seconds[key] = Number(form[field]) * units[form[unit]];
      if (!wholeNumber.test(form[field])) report(field, "Write a whole number, such as 12.");
      else report(field, problemOf(tokenSecondsSchema.safeParse(seconds[key])));
    }
    if (!check.issues.length) report("longest", refuseTokenLives(seconds) ?? undefined);
    if (form.usesMax !== "" && !wholeNumber.test(form.usesMax)) {
      report("usesMax", "Write a whole number, such as 100, or leave it empty for no limit.");
    } else report("usesMax", problemOf(usesMaxSchema.safeParse(usesOf(form.usesMax))));
    for (const field of ["clientSecretNetworks", "accessTokenNetworks"] as const) {
      report(field, problemOf(networksSchema.safeParse(linesOf(form[field]))));
    }
  });
export type IdentityFormIn = z.input<typeof identityFormSchema>;
export type IdentityFormOut = z.output<typeof identityFormSchema>;

const lifeFields = [
  ["life", "lifeUnit", "accessTokenSeconds"],
  ["longest", "longestUnit", "accessTokenMaxSeconds"],
] as const;

/** The server's names of fields that have another one here. */
export const serverFieldNames = {
  accessTokenSeconds: "life",
  accessTokenMaxSeconds: "longest",
  accessTokenUsesMax: "usesMax",
} as const;

/** The form's values as the server takes them. */
export function settingsOf(form: IdentityFormOut) {
  return {
    name: form.name,
    role: form.role,
    accessTokenSeconds: Number(form.life) * units[form.lifeUnit],
    accessTokenMaxSeconds: Number(form.longest) * units[form.longestUnit],
    accessTokenUsesMax: usesOf(form.usesMax),
    clientSecretNetworks: linesOf(form.clientSecretNetworks),
    accessTokenNetworks: linesOf(form.accessTokenNetworks),
  };
}

type Settings = Pick<
  Identity,
  | "name"
  | "role"
  | "accessTokenSeconds"
  | "accessTokenMaxSeconds"
  | "accessTokenUsesMax"
  | "clientSecretNetworks"
  | "accessTokenNetworks"
>;

/** An identity as its form shows it. */
export function formOf(settings: Settings): IdentityFormIn {
  const [life, lifeUnit] = amountOf(settings.accessTokenSeconds);
  const [longest, longestUnit] = amountOf(settings.accessTokenMaxSeconds);
  return {
    name: settings.name,
    role: settings.role === "admin" ? "admin" : "member",
    life,
    lifeUnit,
    longest,
    longestUnit,
    usesMax: settings.accessTokenUsesMax?.toString() ?? "",
    clientSecretNetworks: settings.clientSecretNetworks.join("\n"),
    accessTokenNetworks: settings.accessTokenNetworks.join("\n"),
  };
}

/** What a new identity begins with. */
export const emptyIdentityForm: IdentityFormIn = formOf({
  name: "",
  role: "member",
  accessTokenSeconds: defaultTokenSeconds,
  accessTokenMaxSeconds: defaultTokenMaxSeconds,
  accessTokenUsesMax: null,
  clientSecretNetworks: [],
  accessTokenNetworks: [],
});

// In the largest unit that divides it.
function amountOf(seconds: number): [string, Unit] {
  const unit: Unit = unitNames.find((one) => seconds % units[one] === 0) ?? "minutes";
  return [String(Math.ceil(seconds / units[unit])), unit];
}

const linesOf = (text: string) => (text.trim() === "" ? [] : text.split("\n"));
const usesOf = (text: string) => (text === "" ? null : Number(text));

function problemOf(result: { success: boolean; error?: z.ZodError | undefined }): string | undefined {
  const issue = result.error?.issues[0];
  return issue && issueSentence(issue);
}
