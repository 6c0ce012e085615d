import { asObject, type Json, problemText } from "../block-problems.ts";
import { areTooLong, blockProblems } from "../blocks.ts";
import type { Ids } from "../ids.ts";
import { notifiedBy } from "../mentions.ts";
import { booleanArgument, complexArgument, stringArgument } from "./arguments.ts";
import { failure } from "./method.ts";

const LONGEST_TEXT = 40_000;
const LONGEST_MARKDOWN = 12_000;
const MOST_ATTACHMENTS = 100;

/** What the caller wants the message to say; undefined parts were not sent. */
export type Content = {
  text: string | undefined;
  blocks: Json[] | undefined;
  attachments: Json[] | undefined;
  metadata: unknown;
  truncated: boolean;
  linkNames: boolean;
};

function refusal(blocks: unknown[]) {
  const problems = blockProblems(blocks);
  if (problems.length > 0) {
    const errors = problems.map(problemText);
    const messages = errors.map((error) => `[ERROR] ${error}`);
    return { ok: false as const, error: "invalid_blocks" as const, errors, response_metadata: { messages } };
  }
  return areTooLong(blocks) ? failure("msg_blocks_too_long") : null;
}

function readAttachments(values: Record<string, unknown>) {
  const sent = complexArgument(values, "attachments");
  if (sent === null) return { attachments: undefined };
  if (sent === "malformed" || !Array.isArray(sent.value)) return failure("invalid_attachments");
  if (sent.value.length > MOST_ATTACHMENTS) return failure("too_many_attachments");
  const attachments: Json[] = [];
  for (const value of sent.value) {
    const attachment = asObject(value);
    if (attachment === null) return failure("invalid_attachments");
    if (Array.isArray(attachment.blocks)) {
      const refused = refusal(attachment.blocks);
      if (refused !== null) return refused;
    }
    attachments.push(attachment);
  }
  return { attachments };
}

/** Reads and judges the content arguments that posting and updating share. */
export function readContent(values: Record<string, unknown>) {
  const sentText = stringArgument(values, "text");
  const markdown = stringArgument(values, "markdown_text");
  const sentBlocks = complexArgument(values, "blocks");
  if (markdown !== undefined && (sentText !== undefined || sentBlocks !== null)) {
    return failure("markdown_text_conflict");
  }
  if (markdown !== undefined && markdown.length > LONGEST_MARKDOWN) return failure("msg_too_long");

  let blocks: Json[] | undefined;
  if (sentBlocks !== null) {
    if (sentBlocks === "malformed" || !Array.isArray(sentBlocks.value))
      return failure("invalid_blocks_format");
    const refused = refusal(sentBlocks.value);
    if (refused !== null) return refused;
    blocks = sentBlocks.value.map((block) => asObject(block) ?? {});
  }
  const attached = readAttachments(values);
  if ("ok" in attached) return attached;
  const metadata = complexArgument(values, "metadata");
  if (metadata === "malformed" || (metadata !== null && asObject(metadata.value) === null)) {
    return failure("invalid_metadata_format");
  }
  const text = sentText ?? markdown;
  const content: Content = {
    text: text?.slice(0, LONGEST_TEXT),
    blocks,
    attachments: attached.attachments,
    metadata: metadata?.value ?? null,
    truncated: (text?.length ?? 0) > LONGEST_TEXT,
    linkNames: booleanArgument(values, "link_names") === true || stringArgument(values, "parse") === "full",
  };
  return { content };
}

function completed(ids: Ids, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => completed(ids, inner));
  const node = asObject(value);
  if (node === null) return value;
  const out: Json = Object.fromEntries(
    Object.entries(node).map(([key, inner]) => [key, completed(ids, inner)]),
  );
  if (node.type === "button" && node.action_id === undefined) out.action_id = ids.blockId();
  if (node.type === "plain_text" && node.emoji === undefined) out.emoji = true;
  if (node.type === "mrkdwn" && node.verbatim === undefined) out.verbatim = false;
  return out;
}

/** Blocks as Slack stores them: ids and defaults filled in; plain text becomes one rich text block. */
export function storedBlocks(ids: Ids, text: string, blocks: Json[] | undefined): Json[] {
  if (blocks !== undefined && blocks.length > 0) {
    return blocks.map((block) => {
      const whole = asObject(completed(ids, block)) ?? {};
      return { ...whole, block_id: whole.block_id ?? ids.blockId() };
    });
  }
  if (text === "") return [];
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return [{ type: "rich_text", block_id: ids.blockId(), elements: [section] }];
}

/** Who the content notifies; the generated rich text of a plain message repeats its text only. */
export function contentNotifies(content: Content): string[] {
  return notifiedBy({
    text: content.text ?? "",
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    linkNames: content.linkNames,
  });
}
