import { afterEach, beforeEach, expect, it } from "vitest";
import { blockProblems } from "./blocks.ts";
import { problemText } from "./block-problems.ts";
import { type Opened, openSandbox } from "./testing.ts";

let open: Opened;
beforeEach(async () => {
  open = await openSandbox();
});
afterEach(() => open.sandbox.stop());

const text = (length: number, type = "mrkdwn") => ({ type, text: "x".repeat(length) });
const texts = (blocks: unknown[]) => blockProblems(blocks).map(problemText);

async function post(blocks: unknown): Promise<Record<string, unknown>> {
  const app = await open.createApp();
  const token = await open.install(app.clientId, ["chat:write", "chat:write.public"]);
  const sent = typeof blocks === "string" ? blocks : JSON.stringify(blocks);
  return (await open.form("chat.postMessage", { token, channel: "general", text: "t", blocks: sent })).body;
}

it("answers a section that is too long as recorded, in both lists", async () => {
  const errors = [
    "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
    "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
  ];
  expect(await post([{ type: "section", text: text(3001) }])).toEqual({
    ok: false,
    error: "invalid_blocks",
    errors,
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
});

it("tells malformed blocks from invalid and from too long ones", async () => {
  expect((await post("[{")).error).toBe("invalid_blocks_format");
  expect((await post({ type: "divider" })).error).toBe("invalid_blocks_format");
  const long = Array.from({ length: 5 }, () => ({ type: "section", text: text(2999) }));
  expect((await post(long)).error).toBe("msg_blocks_too_long");
});

it("counts items with the recorded texts", () => {
  const section = { type: "section", text: text(1) };
  expect(texts(Array.from({ length: 51 }, () => section))).toEqual([
    "no more than 50 items allowed [json-pointer:/blocks]",
  ]);
  const fields = Array.from({ length: 11 }, () => text(1));
  expect(texts([section, { type: "section", fields }])).toEqual([
    "no more than 10 items allowed [json-pointer:/blocks/1/fields]",
  ]);
  const elements = Array.from({ length: 26 }, (_, index) => ({
    type: "button",
    action_id: `a${index}`,
    text: text(1, "plain_text"),
  }));
  expect(texts([{ type: "actions", elements }])).toEqual([
    "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
  ]);
});

it("takes every element at its limit and refuses it one beyond", () => {
  const button = (extra: object) => ({
    type: "actions",
    elements: [{ type: "button", text: text(5, "plain_text"), ...extra }],
  });
  const pairs: [object, object][] = [
    [
      { type: "header", text: text(150, "plain_text") },
      { type: "header", text: text(151, "plain_text") },
    ],
    [
      { type: "section", fields: [text(2000)] },
      { type: "section", fields: [text(2001)] },
    ],
    [button({ text: text(75, "plain_text") }), button({ text: text(76, "plain_text") })],
    [
      button({ url: `https://e.co/${"x".repeat(2987)}` }),
      button({ url: `https://e.co/${"x".repeat(2988)}` }),
    ],
    [button({ value: "x".repeat(2000) }), button({ value: "x".repeat(2001) })],
    [
      { type: "divider", block_id: "x".repeat(255) },
      { type: "divider", block_id: "x".repeat(256) },
    ],
    [
      { type: "header", text: text(1, "plain_text") },
      { type: "header", text: text(1) },
    ],
    [{ type: "divider" }, { type: "nonsense" }],
    [
      { type: "context", elements: [text(1)] },
      { type: "context", elements: [] },
    ],
    [
      { type: "section", text: text(1) },
      { type: "section", text: text(0) },
    ],
  ];
  for (const [good, bad] of pairs) {
    expect(texts([good])).toEqual([]);
    expect(texts([bad])).not.toEqual([]);
  }
  expect(
    texts([
      { type: "divider", block_id: "a" },
      { type: "divider", block_id: "a" },
    ]),
  ).toHaveLength(1);
});
