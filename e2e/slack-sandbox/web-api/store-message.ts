import type { Channel, Message } from "../state.ts";
import type { World } from "../world.ts";
import { booleanArgument, stringArgument } from "./arguments.ts";
import { type Content, contentNotifies, storedBlocks } from "./content.ts";

/** Who posts a message, and how it is addressed. */
type Envelope = Pick<Message, "appId" | "botId" | "userId"> &
  Partial<Pick<Message, "username" | "threadTs" | "ephemeralFor" | "webhookId">>;

/** A timestamp no other message of the channel has, never earlier than the last one. */
function nextTs(world: World, channel: Channel): string {
  const last = world.state.messages.findLast((one) => one.channelId === channel.id)?.ts;
  const wanted = BigInt(Math.floor(world.now())) * 1000n;
  const floor = last === undefined ? 0n : BigInt(last.replace(".", "")) + 1n;
  const micros = wanted > floor ? wanted : floor;
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, "0")}`;
}

/** The message a reply belongs to: the parent itself, or the parent of a reply. */
export function threadRoot(world: World, channel: Channel, ts: string): string | undefined {
  const message = world.state.messages.findLast(
    (one) => one.channelId === channel.id && one.ts === ts && one.ephemeralFor === null,
  );
  return message?.threadTs ?? message?.ts;
}

/** Puts a message into a channel, whatever way it came. */
export function storeMessage(
  world: World,
  channel: Channel,
  content: Content,
  values: Record<string, unknown>,
  envelope: Envelope,
): Message {
  const text = content.text ?? "";
  const message: Message = {
    username: null,
    threadTs: null,
    ephemeralFor: null,
    webhookId: null,
    ...envelope,
    ts: nextTs(world, channel),
    channelId: channel.id,
    teamId: channel.teamId,
    text,
    blocks: storedBlocks(world.ids, text, content.blocks),
    attachments: content.attachments ?? [],
    replyBroadcast: booleanArgument(values, "reply_broadcast") ?? false,
    unfurlLinks: booleanArgument(values, "unfurl_links") ?? true,
    unfurlMedia: booleanArgument(values, "unfurl_media") ?? true,
    metadata: content.metadata,
    notified: contentNotifies(content),
    truncated: content.truncated,
    receivedAt: world.now(),
    updatedAt: null,
    updates: 0,
  };
  world.state.messages.push(message);
  world.changed();
  return message;
}

/** Whether there is nothing in it to show. */
export function isEmpty(content: Content): boolean {
  return (content.text ?? "") === "" && !content.blocks?.length && !content.attachments?.length;
}

/** The thread a message asks for: its root, null for none, or why there is none. */
export function askedThread(world: World, channel: Channel, values: Record<string, unknown>) {
  const asked = stringArgument(values, "thread_ts");
  if (asked === undefined) return { threadTs: null };
  if (!/^\d{10}\.\d{6}$/.test(asked)) return { problem: "invalid_thread_ts" as const, asked };
  const root = threadRoot(world, channel, asked);
  if (root !== undefined) return { threadTs: root };
  const lenient = world.state.settings.missingThread === "posted";
  return lenient ? { threadTs: asked } : { problem: "thread_not_found" as const, asked };
}
