import { channelById } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { isVisible } from "./channel-object.ts";
import { contentNotifies, readContent, storedBlocks } from "./content.ts";
import { messageObject } from "./message-object.ts";
import { failure, invalidArguments, type TokenMethod } from "./method.ts";

const LONGEST_TEXT = 4000;

/** Changes a message of the same app. Text without blocks drops the old blocks; neither keeps both. */
export const updateMessage: TokenMethod<"chat.update"> = {
  auth: "token",
  tier: "tier3",
  json: true,
  scopes: ["chat:write"],
  needed: "chat:write:bot",
  accepted: "chat:write:bot",
  handle({ world, origin, values }, caller) {
    const { install, app } = caller;
    const id = stringArgument(values, "channel");
    const ts = stringArgument(values, "ts");
    if (!id) return invalidArguments("missing required field: channel");
    if (!ts) return invalidArguments("missing required field: ts");
    const anywhere = channelById(world, id);
    const gone = world.state.channels.some(
      (one) => one.id === id && one.teamId === caller.teamId && one.isDeleted,
    );
    if (gone) return failure("is_inactive");
    if (anywhere === undefined || !isVisible(anywhere, caller)) return failure("channel_not_found");
    if (anywhere.isArchived) return failure("is_inactive");

    const message = world.state.messages.findLast(
      (one) => one.channelId === id && one.ts === ts && one.ephemeralFor === null,
    );
    if (message === undefined) return failure("message_not_found");
    if (message.appId !== app.id) return failure("cant_update_message");

    const read = readContent(values);
    if ("ok" in read) return read;
    const { content } = read;
    if ((content.text?.length ?? 0) > LONGEST_TEXT) return failure("msg_too_long");
    const { text, blocks, attachments } = content;
    if (text === undefined && blocks === undefined && attachments === undefined) return failure("no_text");
    const nextText = text ?? message.text;
    const nextAttachments = attachments ?? message.attachments;
    if (nextText === "" && !blocks?.length && nextAttachments.length === 0) return failure("no_text");

    if (blocks !== undefined || text !== undefined) {
      message.blocks = storedBlocks(world.ids, nextText, blocks);
    }
    message.text = nextText;
    message.attachments = nextAttachments;
    if (content.metadata !== null) message.metadata = content.metadata;
    // Slack does not notify people again for an edit, but a test wants to see the mention.
    message.notified = [...new Set([...message.notified, ...contentNotifies(content)])];
    message.updatedAt = world.now();
    message.updates += 1;
    world.changed();
    return {
      ok: true,
      channel: id,
      ts: message.ts,
      text: message.text,
      message: messageObject(message, app, install, origin),
    };
  },
};
