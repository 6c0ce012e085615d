import { asObject } from "./block-problems.ts";
import { type Reply, type Request, text } from "./http.ts";
import type { Message } from "./state.ts";
import { readContent, storedBlocks } from "./web-api/content.ts";
import { isEmpty, storeMessage } from "./web-api/store-message.ts";
import type { World } from "./world.ts";

/** What a response address answers when it cannot be used any more (Slack fact sheet 6.3, not confirmed). */
export const RESPONSE_URL_ERRORS = {
  expired_url: { status: 404, row: "6.3, last sentence (not confirmed)" },
  used_url: { status: 404, row: "6.3, last sentence (not confirmed)" },
  invalid_payload: { status: 400, row: "4, row '400 invalid_payload'" },
  no_text: { status: 400, row: "4, row '400 no_text'" },
} as const;

type ResponseUrlError = keyof typeof RESPONSE_URL_ERRORS;

const LIFE = 30 * 60_000;
const MOST_USES = 5;

const refusal = (error: ResponseUrlError): Reply => text(error, RESPONSE_URL_ERRORS[error].status);

/** Makes an address for answers to one person's pressing of a button. */
export function issueResponseUrl(world: World, message: Message, userId: string, origin: string): string {
  const path = `/actions/${message.teamId}/${world.ids.number(13)}/${world.ids.webhookSecret()}`;
  world.state.responseUrls.push({
    path,
    appId: message.appId,
    channelId: message.channelId,
    messageTs: message.ts,
    userId,
    issuedAt: world.now(),
    uses: 0,
  });
  return new URL(path, world.state.settings.hooksOrigin ?? origin).toString();
}

function parse(request: Request) {
  try {
    return asObject(JSON.parse(request.body.toString("utf8")));
  } catch {
    return null;
  }
}

/** `/actions/…`: answers, replaces or deletes, at most five times in half an hour. */
export function answerResponseUrl(world: World, request: Request): Reply {
  const one = world.state.responseUrls.find((issued) => issued.path === request.url.pathname);
  if (one === undefined || world.now() > one.issuedAt + LIFE) return refusal("expired_url");
  if (one.uses >= MOST_USES) return refusal("used_url");
  const values = parse(request);
  if (values === null) return refusal("invalid_payload");
  const channel = world.state.channels.find((known) => known.id === one.channelId);
  const original = world.state.messages.find(
    (known) => known.channelId === one.channelId && known.ts === one.messageTs,
  );
  if (channel === undefined) return refusal("expired_url");
  one.uses += 1;
  world.changed();
  if (values.delete_original === true) {
    world.state.messages = world.state.messages.filter((known) => known !== original);
    return text("ok");
  }
  const read = readContent(values);
  if ("ok" in read) return refusal("invalid_payload");
  if (isEmpty(read.content)) return refusal("no_text");
  if (values.replace_original === true && original) {
    original.text = read.content.text ?? "";
    original.blocks = storedBlocks(world.ids, original.text, read.content.blocks);
    original.attachments = read.content.attachments ?? [];
    original.updatedAt = world.now();
    original.updates += 1;
    return text("ok");
  }
  storeMessage(world, channel, read.content, values, {
    appId: one.appId,
    botId: original?.botId ?? "",
    userId: original?.userId ?? "",
    ephemeralFor: values.response_type === "in_channel" ? null : one.userId,
  });
  return text("ok");
}
