import { z } from "zod";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  nan: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "an object",
  record: "an object",
  date: "a date",
  null: "null",
};

const formats: Readonly<Record<string, string>> = {
  uuid: "an id such as 019a0c61-2f0e-7aa1-8d2c-3b4a5f6e7d8c",
  email: "an e-mail address such as ada@example.com",
  url: "an address such as https://example.com",
  datetime: "a time such as 2026-11-21T12:00:00Z",
  date: "a day such as 2026-11-21",
  ipv4: "an address such as 192.0.2.7",
  ipv6: "an address such as 2001:db8::7",
  cidrv4: "a network such as 192.0.2.0/24",
  cidrv6: "a network such as 2001:db8::/32",
};

/**
 * What is wrong with a value and what it must be, as a plain sentence: about `name`, or about the field that it stands
 * under. A message that the schema gives itself stays as it is.
 */
export function issueSentence(issue: Issue, name?: string): string {
  return isOwn(issue) ? issue.message : plainSentence(issue, name);
}

/** The same whatever message the issue has: for the parser, which asks only where the schema says nothing itself. */
export function plainSentence(issue: Issue | RawIssue, name?: string): string {
  if (isMissing(issue)) return name ? `${name} is missing.` : "Fill this in.";
  const letters = issue.code === "too_big" || issue.code === "too_small" ? lettersOf(issue) : null;
  if (!name && letters) return letters === "at least 1 character" ? "Fill this in." : `Write ${letters}.`;
  const sentence = `${name ?? "This"} ${demandOf(issue)}`;
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}

/** The other side of "This" or a field's name. */
function demandOf(issue: Issue | RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return mustBe(kinds[issue.expected]);
    case "too_big":
    case "too_small":
      return sizeOf(issue);
    case "invalid_format":
      return formatOf(issue);
    case "invalid_value":
      return oneOf(issue.values);
    case "not_multiple_of":
      return mustBe(`a multiple of ${issue.divisor}`);
    case "unrecognized_keys":
      return `holds what is not known there: ${issue.keys.join(", ")}. Take it out, or mend its spelling.`;
    case "invalid_union":
      return unionOf(issue);
    case "invalid_key":
      return `holds a name that is not accepted. ${insideOf(issue.issues)}`;
    case "invalid_element":
      return `holds an entry that is not accepted. ${insideOf(issue.issues)}`;
    default:
      return "is not accepted. Give something else.";
  }
}

const unfit = "is not in a form that is accepted. Look at how it is to be written.";
const mustBe = (what: string | undefined) => (what ? `must be ${what}` : unfit);
const oneOf = (values: readonly z.core.util.Primitive[]) =>
  values.length === 1
    ? mustBe(String(values[0]))
    : mustBe(`one of: ${values.map((value) => String(value)).join(", ")}`);

type Size = Extract<Issue | RawIssue, { code: "too_big" | "too_small" }>;

const limitOf = (issue: Size) => (issue.code === "too_big" ? issue.maximum : issue.minimum);

function amountOf(issue: Size, unit: string, units: string): string {
  const limit = limitOf(issue);
  const bound = issue.exact ? "exactly" : issue.code === "too_big" ? "at most" : "at least";
  return `${bound} ${limit.toLocaleString("en")} ${Number(limit) === 1 ? unit : units}`;
}

const lettersOf = (issue: Size) =>
  issue.origin === "string" ? amountOf(issue, "character", "characters") : null;

function sizeOf(issue: Size): string {
  const letters = lettersOf(issue);
  if (letters) return letters === "at least 1 character" ? "must not be empty" : `must have ${letters}`;
  if (["array", "set", "map", "tuple", "object", "record"].includes(issue.origin)) {
    return `must have ${amountOf(issue, "entry", "entries")}`;
  }
  const limit = limitOf(issue);
  const value = issue.origin === "date" ? new Date(Number(limit)).toISOString() : limit.toLocaleString("en");
  if (issue.code === "too_big") return mustBe(`${issue.inclusive === false ? "below" : "at most"} ${value}`);
  return mustBe(`${issue.inclusive === false ? "above" : "at least"} ${value}`);
}

function formatOf(issue: Extract<Issue | RawIssue, { code: "invalid_format" }>): string {
  if ("prefix" in issue) return `must start with ${issue.prefix}`;
  if ("suffix" in issue) return `must end with ${issue.suffix}`;
  if ("includes" in issue) return `must contain ${issue.includes}`;
  return mustBe(formats[issue.format]);
}

/** What any of the choices would take; what one of them says of an inner field is left to the whole. */
function unionOf(issue: Extract<Issue | RawIssue, { code: "invalid_union" }>): string {
  if ("options" in issue && Array.isArray(issue.options) && issue.options.length > 0) {
    return oneOf(issue.options);
  }
  const demands = issue.errors.flatMap(([first]) => {
    const demand = first && first.path.length === 0 ? demandOf(first) : "";
    return demand.startsWith("must be ") ? [demand.slice("must be ".length)] : [];
  });
  return mustBe([...new Set(demands)].join("; or "));
}

const insideOf = ([first]: readonly Issue[]) => (first ? issueSentence(first) : "");

const defaultOf = (issue: Issue): string => {
  const told = z.config().localeError?.({ ...issue, input: undefined });
  return typeof told === "string" ? told : (told?.message ?? "Invalid input");
};

// What was received is known to the parser only, so the library's own words are compared without it.
const withoutReceived = (message: string) => message.replace(/, received .*$/s, "");

const isOwn = (issue: Issue) => withoutReceived(issue.message) !== withoutReceived(defaultOf(issue));

function isMissing(issue: Issue | RawIssue): boolean {
  if (issue.code !== "invalid_type" && issue.code !== "invalid_value") return false;
  if ("input" in issue) return issue.input === undefined;
  return issue.message?.endsWith("received undefined") ?? false;
}
