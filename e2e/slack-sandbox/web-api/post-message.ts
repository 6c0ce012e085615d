import { METHOD_ERRORS } from "../documented-errors.ts";
import type { Channel, Install, Message } from "../state.ts";
import { findChannel, type World } from "../world.ts";
import { booleanArgument, stringArgument } from "./arguments.ts";
import { isVisible } from "./channel-object.ts";
import { contentNotifies, readContent, storedBlocks } from "./content.ts";
import { messageObject } from "./message-object.ts";
import { failure, invalidArguments, missingScope, type TokenMethod } from "./method.ts";

const RESTRICTIONS = METHOD_ERRORS["chat.postMessage"].filter((error) =>
  error.startsWith("restricted_action"),
);

/** The channel of a posting installation, or why it may not post there. */
function postable(world: World, install: Install, key: string) {
  const found = findChannel(world, install.teamId, key);
  const byName = found !== undefined && found.id !== key;
  if (found === undefined || !isVisible(found, install) || (byName && found.isPrivate)) {
    return failure("channel_not_found");
  }
  if (found.isArchived) return failure("is_archived");
  const restriction = RESTRICTIONS.find((error) => error === found.restriction);
  if (restriction !== undefined) return failure(restriction);
  const mayPost = found.bots.includes(install.botUserId) || install.scopes.includes("chat:write.public");
  return mayPost ? { channel: found } : failure("not_in_channel");
}

/** The message a reply belongs to: the parent itself, or the parent of a reply. */
function threadRoot(world: World, channel: Channel, ts: string): string | undefined {
  const message = world.state.messages.findLast((one) => one.channelId === channel.id && one.ts === ts);
  return message?.threadTs ?? message?.ts;
}

/** A timestamp no other message of the channel has, never earlier than the last one. */
function nextTs(world: World, channel: Channel): string {
  const last = world.state.messages.findLast((one) => one.channelId === channel.id)?.ts;
  const wanted = BigInt(Math.floor(world.now())) * 1000n;
  const floor = last === undefined ? 0n : BigInt(last.replace(".", "")) + 1n;
  const micros = wanted > floor ? wanted : floor;
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, "0")}`;
}

/** Posts a message as the bot. `needed` names the legacy scope, as recorded. */
export const postMessage: TokenMethod<"chat.postMessage"> = {
  auth: "token",
  tier: "post",
  json: true,
  scopes: ["chat:write"],
  needed: "chat:write:bot",
  accepted: "chat:write:bot",
  handle({ world, origin, values }, { install, app }) {
    const key = stringArgument(values, "channel");
    if (!key) return invalidArguments("missing required field: channel");
    const place = postable(world, install, key);
    if ("ok" in place) return place;
    const { channel } = place;

    const username = stringArgument(values, "username") ?? null;
    if (username !== null && !install.scopes.includes("chat:write.customize")) {
      return missingScope("chat:write.customize", { install, app });
    }
    const read = readContent(values);
    if ("ok" in read) return read;
    const { content } = read;
    const text = content.text ?? "";
    if (text === "" && !content.blocks?.length && !content.attachments?.length) return failure("no_text");

    const asked = stringArgument(values, "thread_ts");
    if (asked !== undefined && !/^\d{10}\.\d{6}$/.test(asked)) {
      const messages = [`[ERROR] ${asked} is not a valid thread_ts`];
      return { ...failure("invalid_thread_ts"), response_metadata: { messages } };
    }
    const root = asked === undefined ? null : threadRoot(world, channel, asked);
    const lenient = world.state.settings.missingThread === "posted";
    const threadTs = lenient ? (root ?? asked ?? null) : root;
    if (threadTs === undefined) return failure("thread_not_found");

    const message: Message = {
      ts: nextTs(world, channel),
      channelId: channel.id,
      teamId: install.teamId,
      appId: app.id,
      botId: install.botId,
      userId: install.botUserId,
      username,
      text,
      blocks: storedBlocks(world.ids, text, content.blocks),
      attachments: content.attachments ?? [],
      threadTs,
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
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      message: messageObject(message, app, install, origin),
    };
  },
};
