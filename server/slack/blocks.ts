import type { KnownBlock } from "@slack/types";
import type { Message } from "#server/events/event-type.ts";
import { escapeMrkdwn } from "#server/slack/escape.ts";

/** What stands around a message: set where a reader must know more than the event. */
export type MessageFrame = {
  /** Absolute, no slash at the end. */
  appUrl: string;
  /** Shown as the conversation's state under the first message. */
  status: string | null;
  maybeDuplicate: boolean;
  /** Without blocks, for Slack did not take them. */
  plainText?: boolean;
  test: boolean;
};

/** A message ready for chat.postMessage. `text` is the fallback for notifications and screen readers; it stands alone where there are no blocks. */
export type SlackMessage = { text: string; blocks: KnownBlock[] };

// Slack counts after escaping, so values are cut with room to spare; limits: slack fact sheet 5.1.
const headerLimit = 150;
const fieldLimit = 1_900;
const sectionLimit = 2_900;
const fieldsPerSection = 10;
const textLimit = 3_900;

/** Cuts to a number of characters with an ellipsis, never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(end) ? end.slice(0, -1) : end}…`;
}

/** Escapes a value typed by somebody and cuts it so that the escaped text keeps to the limit and no entity is cut. */
export function escapedWithin(value: string, limit: number): string {
  let kept = cut(value, limit);
  while (escapeMrkdwn(kept).length > limit)
    kept = cut(kept, kept.length - Math.ceil((escapeMrkdwn(kept).length - limit) / 5));
  return escapeMrkdwn(kept);
}

/** Makes one line of a value, so that it cannot look like more fields than it is. */
export const oneLine = (value: string) => value.replace(/\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g, " ").trim();

/** Text whose values are escaped already, in which Slack finds no names by itself. */
export const mrkdwn = (text: string) => ({ type: "mrkdwn" as const, text, verbatim: true });

/**
 * Makes Block Kit of a message. Short values are one line, escaped and cut; long ones are plain text, which Slack takes
 * literally. So nothing a user typed can mention anybody or pass for a field of ours.
 */
export function toSlackMessage(message: Message, frame: MessageFrame): SlackMessage {
  const fields = message.fields.filter((field) => field.value.trim() !== "");
  if (frame.plainText) return textOnly(message, fields, frame);
  const short = fields.filter((field) => !field.long);
  const title = `${message.emoji} ${message.title}`;
  const blocks: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: cut(title, headerLimit), emoji: true } },
  ];
  for (let i = 0; i < short.length; i += fieldsPerSection) {
    const part = short.slice(i, i + fieldsPerSection);
    blocks.push({
      type: "section",
      fields: part.map((f) => mrkdwn(`*${f.label}*\n${escapedWithin(oneLine(f.value), fieldLimit)}`)),
    });
  }
  for (const field of fields.filter((f) => f.long)) {
    blocks.push(
      { type: "section", text: mrkdwn(`*${field.label}*`) },
      { type: "section", text: { type: "plain_text", text: cut(field.value, sectionLimit), emoji: false } },
    );
  }
  blocks.push({
    type: "actions",
    elements: [
      {
        type: "button",
        action_id: "open",
        text: { type: "plain_text", text: cut(message.button.label, 75), emoji: true },
        url: `${frame.appUrl}${message.button.path}`,
      },
    ],
  });
  const notes = contextNotes(frame);
  if (notes.length > 0) blocks.push({ type: "context", elements: notes.map((note) => mrkdwn(note)) });
  return { text: plainText(message, fields), blocks };
}

/** What is said of a possible duplicate, in messages and digests. */
export const duplicateNote = "Possible duplicate: this message may have been sent before.";
/** What is said of a message without its layout. */
export const plainTextNote = "Shown as plain text, for Slack did not take the layout.";

function contextNotes(frame: MessageFrame): string[] {
  const notes: string[] = [];
  if (frame.test) notes.push("Test message with sample data. Nothing happened.");
  if (frame.status) notes.push(`Status: ${escapedWithin(oneLine(frame.status), fieldLimit)}`);
  if (frame.maybeDuplicate) notes.push(duplicateNote);
  return notes;
}

function textOnly(message: Message, fields: Message["fields"], frame: MessageFrame): SlackMessage {
  const link = `<${frame.appUrl}${message.button.path}|${linkLabel(message.button.label)}>`;
  const after = [link, ...contextNotes(frame), plainTextNote].join("\n");
  const text = plainText(message, fields, Math.max(200, textLimit - after.length));
  return { text: `${text}\n${after}`, blocks: [] };
}

/** A value as the label of a link, where `|` and line breaks would end it. */
export function linkLabel(value: string, limit = 150): string {
  return escapedWithin(oneLine(value).replaceAll("|", "¦"), limit);
}

function plainText(message: Message, fields: Message["fields"], limit = textLimit): string {
  const lines = fields.map((field) => `${field.label}: ${oneLine(field.value)}`);
  return escapedWithin([`${message.emoji} ${message.title}`, ...lines].join("\n"), limit);
}
