import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, escapedWithin, type MessageFrame, toSlackMessage } from "#server/slack/blocks.ts";

const frame: MessageFrame = {
  appUrl: "https://bell.example",
  status: null,
  maybeDuplicate: false,
  test: false,
};
const message = {
  emoji: "🔑",
  title: "Access requested",
  fields: [] as { label: string; value: string; long?: boolean }[],
  button: { label: "Open", path: "/projects/1" },
  status: "",
};

test("a short value is one escaped line", () => {
  const value = "a\r\n*Approved by*\u2028<!channel> & co";
  const made = toSlackMessage({ ...message, fields: [{ label: "Person", value }] }, frame);
  expect(made.blocks[1]).toEqual({
    type: "section",
    fields: [{ type: "mrkdwn", text: "*Person*\na *Approved by* &lt;!channel&gt; &amp; co", verbatim: true }],
  });
});

test("a long value is plain text below its label and forges no field of ours", () => {
  const value = "Please.\n*Approved by*\n<!channel> :tada:";
  const made = toSlackMessage({ ...message, fields: [{ label: "Note", value, long: true }] }, frame);
  expect(made.blocks.slice(1, 3)).toEqual([
    { type: "section", text: { type: "mrkdwn", text: "*Note*", verbatim: true } },
    { type: "section", text: { type: "plain_text", text: value, emoji: false } },
  ]);
  expect(made.text).toBe("🔑 Access requested\nNote: Please. *Approved by* &lt;!channel&gt; :tada:");
});

test("cuts keep to their limit, and no character or entity is cut through", () => {
  expect(cut("ab😀cd", 4)).toBe("ab…");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("&", "<", "a", "😀"), maxLength: 200 }), (value) => {
      const escaped = escapedWithin(value, 40);
      expect(escaped.length).toBeLessThanOrEqual(40);
      expect(escaped.replace(/&(amp|lt|gt);/g, "")).not.toMatch(/[&<>]/);
      expect(escaped.isWellFormed()).toBe(true);
    }),
  );
});

test("any strings make blocks that Slack takes and that mention nobody", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc
      .tuple(fc.constantFrom("<!channel>", "&", "\n", "😀", "<@U1>"), fc.integer({ min: 1, max: 4_000 }))
      .map(([part, times]) => part.repeat(times)),
  );
  const field = fc.record({ label: fc.constantFrom("Note", "Person"), value: text, long: fc.boolean() });
  fc.assert(
    fc.property(fc.array(field, { maxLength: 14 }), text, text, (fields, title, status) => {
      const made = toSlackMessage({ ...message, title, fields }, { ...frame, status, test: true });
      expect(made.blocks.length).toBeLessThanOrEqual(50);
      expect(made.text.length).toBeLessThanOrEqual(4_000);
      expect(made.text).not.toMatch(/[<>]/);
      for (const block of made.blocks) {
        if (block.type === "header") expect(block.text.text.length).toBeLessThanOrEqual(150);
        const parts: { text: { type: string; text: string }; limit: number }[] = [];
        if (block.type === "section") {
          expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
          if (block.text) parts.push({ text: block.text, limit: 3_000 });
          for (const one of block.fields ?? []) parts.push({ text: one, limit: 2_000 });
        }
        if (block.type === "context") {
          for (const one of block.elements)
            if (one.type === "mrkdwn") parts.push({ text: one, limit: 3_000 });
        }
        for (const part of parts) {
          expect(part.text.text.length).toBeGreaterThan(0);
          expect(part.text.text.length).toBeLessThanOrEqual(part.limit);
          if (part.text.type === "mrkdwn") expect(part.text.text).not.toMatch(/[<>]/);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("without its layout a message keeps its values, its link and its notes, within Slack's limit", () => {
  const fields = [{ label: "Note", value: "<!channel> & co ".repeat(1_000), long: true }];
  const made = toSlackMessage({ ...message, fields }, { ...frame, status: "Approved", plainText: true });
  expect(made.blocks).toEqual([]);
  expect(made.text.length).toBeLessThanOrEqual(4_000);
  expect(made.text).toContain("&lt;!channel&gt; &amp; co");
  expect(made.text).toContain("<https://bell.example/projects/1|Open>");
  expect(made.text).toContain("Status: Approved");
  expect(made.text).toContain("plain text");
});
