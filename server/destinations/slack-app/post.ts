import type { MayLeave, Sent, Target } from "#server/destinations/destination-kind.ts";
import { notSent } from "#server/destinations/not-sent.ts";
import { tokenOf } from "#server/destinations/slack-app/workspace.ts";
import type { Runtime } from "#server/runtime.ts";
import type { SlackMessage } from "#server/slack/blocks.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";
import { classifySlackError, describeSlackFailure, orAsPlainText } from "#server/slack/errors.ts";

/** Well inside what is left of a lane's lease when a request leaves. */
const requestTimeoutMs = 15_000;

/** Posts one message into the channel of a destination, as a reply where `threadTs` is given. */
export async function post(
  runtime: Runtime,
  target: Target,
  message: SlackMessage,
  options: { threadTs?: string; plainText: boolean; mayLeave: MayLeave },
): Promise<Sent> {
  const channel = target.channelId ?? "";
  const request = {
    method: "chat.postMessage",
    channel,
    text: message.text,
    ...(options.threadTs === undefined ? {} : { thread_ts: options.threadTs }),
  };
  const token = await tokenOf(runtime, target);
  if (token === null) {
    const outcome = { kind: "connection-broken" as const, ...describeSlackFailure("token_unreadable") };
    return { outcome, request, response: null, httpStatus: null, receipt: null };
  }
  const client = createSlackClient(runtime.env, token, { timeout: requestTimeoutMs });
  if (!options.mayLeave()) return notSent;
  const result = await callSlack(() =>
    client.chat.postMessage({
      ...request,
      ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
      parse: "none",
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  if (!result.ok) {
    const named = { channel: target.name, botName: target.integration?.botName ?? "" };
    const failed = classifySlackError(result, named);
    const outcome = options.plainText ? failed : orAsPlainText(failed);
    return { outcome, request, response: { code: failed.code }, httpStatus: null, receipt: null };
  }
  const ts = result.data.ts ?? "";
  return {
    outcome: { kind: "delivered" },
    request,
    response: { ok: true, ts },
    httpStatus: 200,
    receipt: {
      channelId: result.data.channel ?? channel,
      ts,
      link: `${target.integration?.teamUrl ?? ""}archives/${channel}/p${ts.replace(".", "")}`,
    },
  };
}
