type Block = Record<string, unknown>;

const BARE = /(^|[^\w/.])@(channel|here|everyone)\b/g;

function inMarkup(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/<!(channel|here|everyone)(?:\|[^>]*)?>/g)) found.push(match[1] ?? "");
  for (const match of text.matchAll(/<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g))
    found.push(`subteam:${match[1] ?? ""}`);
  for (const match of text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)) found.push(match[1] ?? "");
  return found;
}

function bare(text: string): string[] {
  const outsideCode = text.replace(/```[\s\S]*?```|`[^`\n]*`|<[^>]*>/g, " ");
  return [...outsideCode.matchAll(BARE)].map((match) => match[2] ?? "");
}

function inBlocks(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inBlocks);
  if (typeof value !== "object" || value === null) return [];
  const node: Block = Object.fromEntries(Object.entries(value));
  if (node.type === "mrkdwn" && typeof node.text === "string") {
    return [...inMarkup(node.text), ...(node.verbatim === true ? [] : bare(node.text))];
  }
  // Rich text names its mentions as elements of their own.
  if (node.type === "broadcast" && typeof node.range === "string") return [node.range];
  if (node.type === "user" && typeof node.user_id === "string") return [node.user_id];
  if (node.type === "usergroup" && typeof node.usergroup_id === "string") {
    return [`subteam:${node.usergroup_id}`];
  }
  return Object.values(node).flatMap(inBlocks);
}

/**
 * Who a message notifies: `channel`, `here`, `everyone`, user ids, `subteam:S…`. Bare names count in mrkdwn
 * that is not verbatim, and in the text only when the sender asked for linking.
 */
export function notifiedBy(message: {
  text: string;
  blocks: Block[];
  attachments: Block[];
  linkNames: boolean;
}): string[] {
  const attached = message.attachments.flatMap((attachment) =>
    ["pretext", "text", "fallback"].flatMap((key) => inMarkup(String(attachment[key] ?? ""))),
  );
  return [
    ...new Set([
      ...inMarkup(message.text),
      ...(message.linkNames ? bare(message.text) : []),
      ...inBlocks(message.blocks),
      ...inBlocks(message.attachments),
      ...attached,
    ]),
  ];
}
