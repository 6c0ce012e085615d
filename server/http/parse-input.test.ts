import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput, type Place } from "#server/http/parse-input.ts";

const schema = z.object({
  clientId: z.string().optional(),
  projectId: z.uuid().optional(),
  state: z.array(z.enum(["waiting", "sent"])).optional(),
  slug: z.string("Give it a slug").optional(),
});

const cases: [place: Place, value: unknown, sentence: string][] = [
  ["body", { clientId: 7 }, "clientId must be text."],
  ["path", { projectId: "zz" }, "projectId must be an id such as 019a0c61-2f0e-7aa1-8d2c-3b4a5f6e7d8c."],
  ["query", { state: ["zz"] }, "state must be one of: waiting, sent."],
  ["body", { state: ["sent", "zz"] }, "state.1 must be one of: waiting, sent."],
  ["body", { slug: 7 }, "slug: Give it a slug."],
  ["body", [], "The body is to be a JSON object."],
];

test.each(cases)(
  "What cannot be accepted in the %s is told in words that name the field (%#)",
  (place, value, sentence) => {
    expect(() => parseInput(place, schema, value)).toThrow(sentence);
  },
);
