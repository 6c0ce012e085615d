import { peopleOf } from "../people.ts";
import { stringArgument } from "./arguments.ts";
import { readContent } from "./content.ts";
import { failure, invalidArguments, type TokenMethod } from "./method.ts";
import { postable } from "./post-message.ts";
import { isEmpty, storeMessage, threadRoot } from "./store-message.ts";

/** Shows a message to one person; nothing but its timestamp comes back, and it cannot be changed. */
export const postEphemeral: TokenMethod<"chat.postEphemeral"> = {
  auth: "token",
  tier: "tier4",
  json: true,
  scopes: ["chat:write"],
  needed: "chat:write:bot",
  accepted: "chat:write:bot",
  handle({ world, values }, caller) {
    const key = stringArgument(values, "channel");
    const user = stringArgument(values, "user");
    if (!key) return invalidArguments("missing required field: channel");
    if (!user) return invalidArguments("missing required field: user");
    const place = postable(world, caller, key);
    if ("ok" in place) return place;
    // The method documents one restriction only, whatever its form.
    if (place.restriction !== undefined) return failure("restricted_action");
    const { channel } = place;
    const people = peopleOf(world, channel.teamId).filter((one) => !one.deleted);
    const person = people.find((one) => one.id === user);
    if (person === undefined) return failure("user_not_found");
    // In private channels there is only the workspace's owner.
    if (channel.isPrivate && person !== people[0]) return failure("user_not_in_channel");
    const read = readContent(values);
    if ("ok" in read) {
      const { error } = read;
      return error === "msg_blocks_too_long" || error === "invalid_metadata_format"
        ? failure("invalid_blocks")
        : { ...read, error };
    }
    if (isEmpty(read.content)) return failure("no_text");
    const asked = stringArgument(values, "thread_ts");
    const message = storeMessage(world, channel, read.content, values, {
      appId: caller.app.id,
      botId: caller.install.botId,
      userId: caller.install.botUserId,
      threadTs: asked === undefined ? null : (threadRoot(world, channel, asked) ?? null),
      ephemeralFor: user,
    });
    return { ok: true, message_ts: message.ts };
  },
};
