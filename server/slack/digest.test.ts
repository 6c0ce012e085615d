import fc from "fast-check";
import { expect, test } from "vitest";
import { blockProblems } from "../../e2e/slack-sandbox/blocks.ts";
import type { Digest, DigestEntry } from "#server/destinations/destination-kind.ts";
import { toSlackDigest } from "#server/slack/digest.ts";

const frame = { appUrl: "https://bell.example", projectId: "p", projectName: "Payments" };
const entry = (n: number, over: Partial<DigestEntry> = {}): DigestEntry => ({
  eventId: `e${n}`,
  position: BigInt(n),
  subject: `s${n}`,
  typeTitle: "Access requested",
  environment: "prod",
  secretPath: `/p/${n}`,
  message: {
    emoji: "🔑",
    title: "Access requested in Payments",
    fields: [{ label: "Requester", value: "Ada" }],
    button: { label: "Open", path: `/item/${n}/` },
    status: "",
  },
  ...over,
});
const digest = (entries: DigestEntry[], over: Partial<Digest> = {}): Digest => ({
  attemptId: "a1",
  why: "flood",
  entries,
  maybeDuplicate: false,
  plainText: false,
  ...over,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => entry(n));
const textOf = (made: ReturnType<typeof toSlackDigest>) => made.text + JSON.stringify(made.blocks);

test("a digest counts by type, the most frequent first, and names every event with its link, in order", () => {
  const entries = [entry(1, { typeTitle: "Access request edited" }), ...many(11).slice(2)];
  const made = toSlackDigest(digest(entries), frame);
  expect(made.text).toBe("📋 10 events in Payments: 9 × Access requested, 1 × Access request edited");
  const links = [...JSON.stringify(made.blocks).matchAll(/<https:\/\/bell\.example\/item\/(\d+)\/\|/g)];
  expect(links.map((match) => match[1])).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(textOf(made)).not.toContain("more");
});

test("what Slack has no room for stands behind one link to the deliveries of that very request", () => {
  const made = toSlackDigest(digest(many(1_000)), frame);
  const text = textOf(made);
  const named = [...text.matchAll(/\/item\/\d+\//g)].length;
  expect(named).toBeGreaterThan(40);
  expect(text).toContain(
    `and <https://bell.example/projects/p/deliveries?attempt=a1|${(1_000 - named).toLocaleString("en-GB")} more>`,
  );
});

test("a possible duplicate, held events and plain text are said", () => {
  const text = textOf(toSlackDigest(digest(many(3), { maybeDuplicate: true, why: "held" }), frame));
  expect(text).toContain("Possible duplicate");
  expect(text).toContain("muted or in its quiet hours");
  const plain = toSlackDigest(digest(many(300), { plainText: true }), frame);
  expect(plain.blocks).toEqual([]);
  expect(plain.text.length).toBeLessThanOrEqual(4_000);
  expect(plain.text).toContain("plain text");
  expect(plain.text).toContain("more>");
});

test("any events make a message that Slack takes, mentions nobody, and accounts for each of them once", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc
      .tuple(
        fc.constantFrom("<!channel>", "&", "\n", "|", "😀", "<@U1>", '"'),
        fc.integer({ min: 1, max: 900 }),
      )
      .map(([part, times]) => part.repeat(times)),
  );
  const events = fc.array(
    fc.record({ typeTitle: text, title: text, value: text, secretPath: fc.option(text) }),
    { minLength: 2, maxLength: 120 },
  );
  fc.assert(
    fc.property(events, text, fc.boolean(), (given, projectName, plainText) => {
      const entries = given.map(({ typeTitle, title, value, secretPath }, n) => {
        const base = entry(n);
        const message = { ...base.message, title, fields: [{ label: "x", value }] };
        return { ...base, typeTitle, secretPath, message };
      });
      const made = toSlackDigest(digest(entries, { plainText }), { ...frame, projectName });
      expect(made.text.length).toBeLessThanOrEqual(4_000);
      expect(made.blocks.length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(made.blocks).length).toBeLessThanOrEqual(13_200);
      if (!plainText) expect(blockProblems(made.blocks)).toEqual([]);
      const whole = plainText ? made.text : JSON.stringify(made.blocks);
      // The header is plain text, which Slack takes literally.
      expect(plainText ? whole : JSON.stringify(made.blocks.slice(1))).not.toMatch(/<[!@#]/);
      const named = [...whole.matchAll(/\/item\/(\d+)\//g)].map((match) => Number(match[1]));
      expect(named).toEqual(entries.slice(0, named.length).map((_, n) => n));
      const rest = /\|(?:all )?([\d,]+) (?:more|events)>/.exec(whole)?.[1];
      expect(named.length + Number((rest ?? "0").replace(",", ""))).toBe(entries.length);
    }),
    { numRuns: 150 },
  );
});
