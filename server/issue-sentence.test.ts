import { expect, test } from "vitest";
import { z } from "zod";
import { issueSentence, plainSentence } from "#server/issue-sentence.ts";

const anId = "an id such as 019a0c61-2f0e-7aa1-8d2c-3b4a5f6e7d8c";

function issueOf(schema: z.ZodType, value: unknown): z.core.$ZodIssue {
  const issue = schema.safeParse(value).error?.issues[0];
  if (!issue) throw new Error("The value was accepted.");
  return issue;
}

type Case = [code: z.core.$ZodIssue["code"], schema: z.ZodType, value: unknown, sentence: string];

const cases: Case[] = [
  ["invalid_type", z.string(), 7, "one must be text."],
  ["invalid_type", z.string(), undefined, "one is missing."],
  ["invalid_type", z.number(), "7", "one must be a number."],
  ["invalid_type", z.int(), 1.5, "one must be a whole number."],
  ["invalid_type", z.boolean(), "yes", "one must be true or false."],
  ["invalid_type", z.array(z.string()), "a", "one must be a list."],
  ["invalid_type", z.object({}), "a", "one must be an object."],
  ["invalid_type", z.date(), "a", "one must be a date."],
  ["too_big", z.string().max(1000), "a".repeat(1001), "one must have at most 1,000 characters."],
  ["too_big", z.array(z.any()).max(2), [1, 2, 3], "one must have at most 2 entries."],
  ["too_big", z.number().max(5), 6, "one must be at most 5."],
  ["too_big", z.number().lt(5), 6, "one must be below 5."],
  ["too_big", z.string().length(4), "abcde", "one must have exactly 4 characters."],
  ["too_small", z.string().min(1), "", "one must not be empty."],
  ["too_small", z.array(z.any()).min(1), [], "one must have at least 1 entry."],
  ["too_small", z.number().positive(), 0, "one must be above 0."],
  ["too_small", z.date().min(new Date(0)), new Date(-1), "one must be at least 1970-01-01T00:00:00.000Z."],
  ["invalid_format", z.uuid(), "zz", `one must be ${anId}.`],
  ["invalid_format", z.email(), "zz", "one must be an e-mail address such as ada@example.com."],
  ["invalid_format", z.iso.datetime(), "zz", "one must be a time such as 2026-11-21T12:00:00Z."],
  ["invalid_format", z.string().startsWith("xoxb-"), "zz", "one must start with xoxb-."],
  ["invalid_format", z.string().endsWith("/x"), "zz", "one must end with /x."],
  ["invalid_format", z.string().includes("@"), "zz", "one must contain @."],
  [
    "invalid_format",
    z.string().regex(/^a$/),
    "zz",
    "one is not in a form that is accepted. Look at how it is to be written.",
  ],
  ["not_multiple_of", z.number().multipleOf(5), 7, "one must be a multiple of 5."],
  [
    "unrecognized_keys",
    z.strictObject({}),
    { x: 1, y: 2 },
    "one holds what is not known there: x, y. Take it out, or mend its spelling.",
  ],
  ["invalid_value", z.enum(["waiting", "sent"]), "zz", "one must be one of: waiting, sent."],
  ["invalid_value", z.literal(true), false, "one must be true."],
  ["invalid_union", z.union([z.string(), z.number()]), true, "one must be text; or a number."],
  [
    "invalid_union",
    z.discriminatedUnion("by", [z.object({ by: z.literal("a") }), z.object({ by: z.literal("b") })]),
    { by: "c" },
    "one must be one of: a, b.",
  ],
  [
    "invalid_key",
    z.record(z.string().min(2), z.any()),
    { a: 1 },
    "one holds a name that is not accepted. Write at least 2 characters.",
  ],
  [
    "invalid_element",
    z.map(z.any(), z.string()),
    new Map([[{}, 1]]),
    "one holds an entry that is not accepted. This must be text.",
  ],
  ["custom", z.string().refine(() => false), "zz", "one is not accepted. Give something else."],
];

test.each(cases)("%s becomes a plain sentence that names the field (%#)", (code, schema, value, sentence) => {
  const issue = issueOf(schema, value);
  expect(issue.code).toBe(code);
  expect(issueSentence(issue, "one")).toBe(sentence);
});

test.each(cases)("%s becomes a plain sentence at the field itself (%#)", (_code, schema, value) => {
  const sentence = issueSentence(issueOf(schema, value));
  expect(sentence).toMatch(/^(This|Write|Fill) .*\.$/);
  // What the parser would take instead, without the words of the library in between.
  const asked = schema.safeParse(value, { error: (issue) => plainSentence(issue) });
  expect(asked.error?.issues[0]?.message).toBe(sentence);
});

test("A length is asked for as a person would, where the field is seen", () => {
  expect(issueSentence(issueOf(z.string().max(500), "a".repeat(501)))).toBe("Write at most 500 characters.");
  expect(issueSentence(issueOf(z.string().min(1), ""))).toBe("Fill this in.");
});

test("A message that the schema gives stays as it is", () => {
  const own = "Type your password.";
  const schemas: [z.ZodType, unknown][] = [
    [z.string(own), 7],
    [z.string().max(3, own), "four"],
    [z.enum(["a"], own), "b"],
    [z.union([z.string(), z.number()], { error: own }), true],
    [z.string().refine(() => false, own), "x"],
  ];
  for (const [schema, value] of schemas) {
    expect(issueSentence(issueOf(schema, value), "one")).toBe(own);
    const asked = schema.safeParse(value, { error: (issue) => plainSentence(issue) });
    expect(asked.error?.issues[0]?.message).toBe(own);
  }
});
