import type { KnownBlock } from "@slack/types";
import type { Digest, DigestEntry } from "#server/destinations/destination-kind.ts";
import {
  cut,
  duplicateNote,
  escapedWithin,
  linkLabel,
  mrkdwn,
  oneLine,
  plainTextNote,
  type SlackMessage,
} from "#server/slack/blocks.ts";

/** Where a digest is shown. */
export type DigestFrame = {
  /** Absolute, no slash at the end. */
  appUrl: string;
  projectId: string;
  projectName: string;
};

// Below Slack's 3,000 for a section and about 13,200 for all blocks (fact sheet 5.1), counted as JSON with its escapes.
const sectionLimit = 2_900;
const linesLimit = 9_500;
const countsLimit = 1_500;
const textLimit = 3_900;
const lineLimit = 1_500;

const whys = {
  flood: "Folded into one message, for many came at once.",
  held: "Summed up, for these came while the channel was muted or in its quiet hours.",
} as const satisfies Record<Digest["why"], string>;

const number = (count: number) => count.toLocaleString("en-GB");

/**
 * Makes one message of many events: counts by type, then every event with its link in their order, as many as Slack
 * takes; the rest stands behind one link to the list of what this message carried.
 */
export function toSlackDigest(digest: Digest, frame: DigestFrame): SlackMessage {
  const { entries } = digest;
  const title = `📋 ${number(entries.length)} events in ${oneLine(frame.projectName)}`;
  const counts = countsOf(entries);
  const all = `${frame.appUrl}/projects/${frame.projectId}/deliveries?attempt=${digest.attemptId}`;
  const notes = [
    whys[digest.why],
    ...(digest.maybeDuplicate ? [duplicateNote] : []),
    ...(digest.plainText ? [plainTextNote] : []),
  ];
  const lines = entries.map((entry) => lineOf(entry, frame.appUrl));
  if (digest.plainText) return { text: plainDigest({ title, counts, lines, all, notes }), blocks: [] };
  const named = within(lines, linesLimit);
  const blocks: KnownBlock[] = [
    { type: "header", text: { type: "plain_text", text: cut(title, 150), emoji: true } },
    { type: "section", text: mrkdwn(counts) },
    ...sections(named).map((text): KnownBlock => ({ type: "section", text: mrkdwn(text) })),
  ];
  if (named.length < lines.length)
    blocks.push({ type: "section", text: mrkdwn(restOf(lines.length, named.length, all)) });
  blocks.push(
    {
      type: "actions",
      elements: [
        {
          type: "button",
          action_id: "open",
          text: { type: "plain_text", text: "Open deliveries", emoji: true },
          url: all,
        },
      ],
    },
    { type: "context", elements: notes.map((note) => mrkdwn(note)) },
  );
  return { text: `${escapedWithin(title, 300)}: ${counts}`, blocks };
}

/** `10 × Access requested, 2 × Access request edited`, the most frequent first. */
function countsOf(entries: readonly DigestEntry[]): string {
  const counts = new Map<string, number>();
  for (const { typeTitle } of entries) counts.set(typeTitle, (counts.get(typeTitle) ?? 0) + 1);
  const parts = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([title, count]) => `${number(count)} × ${escapedWithin(oneLine(title), 200)}`);
  const shown = within(parts, countsLimit);
  const left =
    entries.length -
    [...counts.values()]
      .sort((a, b) => b - a)
      .slice(0, shown.length)
      .reduce(sum, 0);
  return [...shown, ...(left > 0 ? [`${number(left)} of other types`] : [])].join(", ");
}

const sum = (a: number, b: number) => a + b;

/** One event in one line: what happened, its link, who or what, and where. */
function lineOf(entry: DigestEntry, appUrl: string): string {
  const { message } = entry;
  const about = message.fields.find((field) => !field.long && field.value.trim() !== "")?.value;
  const facts = [about, entry.environment, entry.secretPath]
    .flatMap((fact) => (fact ? [escapedWithin(oneLine(fact), 120)] : []))
    .filter((fact, index, all) => all.indexOf(fact) === index);
  const url = `${appUrl}${message.button.path}`;
  const label = linkLabel(message.title, 120) || "Event";
  const line = [`${message.emoji} <${url}|${label}>`, ...facts].join(" · ");
  return line.length <= lineLimit ? line : [`${message.emoji} ${label}`, ...facts].join(" · ");
}

/** As many of the first lines as keep to a number of characters, as JSON counts them. */
function within(lines: readonly string[], limit: number): string[] {
  let used = 0;
  const end = lines.findIndex((line) => {
    used += JSON.stringify(line).length;
    return used > limit;
  });
  return lines.slice(0, end === -1 ? lines.length : end);
}

/** Lines joined to texts that a section takes. */
function sections(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= sectionLimit)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

function restOf(total: number, named: number, all: string): string {
  const rest = total - named;
  const what = named === 0 ? `all ${number(total)} events` : `${number(rest)} more`;
  return `and <${all}|${what}>`;
}

type Plain = { title: string; counts: string; lines: string[]; all: string; notes: string[] };

function plainDigest({ title, counts, lines, all, notes }: Plain): string {
  const around = [`${escapedWithin(title, 300)}: ${counts}`, ...notes];
  const room = textLimit - around.join("\n").length - all.length - 60;
  const named = within(lines, Math.max(0, room));
  const [first = "", ...rest] = around;
  const more = named.length < lines.length ? [restOf(lines.length, named.length, all)] : [];
  return [first, ...named, ...more, ...rest].join("\n");
}
