import { METHOD_ERRORS } from "../documented-errors.ts";
import { findChannel, type World } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { isVisible } from "./channel-object.ts";
import { readContent } from "./content.ts";
import { messageObject } from "./message-object.ts";
import { type Caller, failure, invalidArguments, missingScope, type TokenMethod } from "./method.ts";
import { askedThread, isEmpty, storeMessage } from "./store-message.ts";

type PostError = (typeof METHOD_ERRORS)["chat.postMessage"][number];
type Restriction = Extract<PostError, `restricted_action${string}`>;

const isRestriction = (error: string): error is Restriction => error.startsWith("restricted_action");
const RESTRICTIONS = METHOD_ERRORS["chat.postMessage"].filter(isRestriction);

/** The channel a caller may post in, or why it may not. */
export function postable(world: World, caller: Caller, key: string) {
  const found = findChannel(world, caller.teamId, key);
  const byName = found !== undefined && found.id !== key;
  if (found === undefined || !isVisible(found, caller) || (byName && found.isPrivate)) {
    return failure("channel_not_found");
  }
  if (found.isArchived) return failure("is_archived");
  const restriction = RESTRICTIONS.find((error) => error === found.restriction);
  if (restriction !== undefined) return { restriction };
  const { install } = caller;
  const mayPost = found.bots.includes(install.botUserId) || install.scopes.includes("chat:write.public");
  return mayPost ? { channel: found } : failure("not_in_channel");
}

/** Posts a message as the bot. `needed` names the legacy scope, as recorded. */
export const postMessage: TokenMethod<"chat.postMessage"> = {
  auth: "token",
  tier: "post",
  json: true,
  scopes: ["chat:write"],
  needed: "chat:write:bot",
  accepted: "chat:write:bot",
  handle({ world, origin, values }, caller) {
    const { install, app } = caller;
    const key = stringArgument(values, "channel");
    if (!key) return invalidArguments("missing required field: channel");
    const place = postable(world, caller, key);
    if ("ok" in place) return place;
    if (place.restriction !== undefined) return failure(place.restriction);
    const { channel } = place;

    const username = stringArgument(values, "username") ?? null;
    if (username !== null && !install.scopes.includes("chat:write.customize")) {
      return missingScope("chat:write.customize", caller);
    }
    const read = readContent(values);
    if ("ok" in read) return read;
    if (isEmpty(read.content)) return failure("no_text");
    const thread = askedThread(world, channel, values);
    if (thread.problem === "thread_not_found") return failure("thread_not_found");
    if (thread.problem !== undefined) {
      const messages = [`[ERROR] ${thread.asked} is not a valid thread_ts`];
      return { ...failure(thread.problem), response_metadata: { messages } };
    }
    const message = storeMessage(world, channel, read.content, values, {
      appId: app.id,
      botId: install.botId,
      userId: install.botUserId,
      username,
      threadTs: thread.threadTs,
    });
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      message: messageObject(message, app, install, origin),
    };
  },
};
