import { DecryptError } from "#server/crypto/key-ring.ts";
import type {
  DestinationKindModule,
  Digest,
  MayLeave,
  Parcel,
  Sent,
  Target,
} from "#server/destinations/destination-kind.ts";
import { notSent } from "#server/destinations/not-sent.ts";
import { judgeAnswer, ruleOf } from "#server/destinations/slack-webhook/judge-answer.ts";
import { createRedaction } from "#server/redact-text.ts";
import type { Runtime } from "#server/runtime.ts";
import { type SlackMessage, toSlackMessage } from "#server/slack/blocks.ts";
import { toSlackDigest } from "#server/slack/digest.ts";
import { orAsPlainText } from "#server/slack/errors.ts";

/** Under Slack's one message a second, with its short bursts (fact sheet 3.4); one of them for urgent ones. */
const webhookPace = { intervalMs: 1_050, burst: 3, reserved: 1 };
/** Well inside what is left of a lane's lease when a request leaves. */
const requestTimeoutMs = 15_000;
/** Slack answers with a word; what is longer is a page of somebody else's. */
const answerMax = 4_096;
const keptOfAnswer = 300;

/** Where the ciphertext of a webhook's address belongs. */
export const webhookPlace = (organizationId: string, destinationId: string) => ({
  organizationId,
  table: "Destination",
  rowId: destinationId,
  field: "webhookUrlEnc",
});

/** The address, decrypted for one request and never kept; null where it cannot be read. */
async function urlOf(runtime: Runtime, { id, project, webhookUrlEnc }: Target): Promise<string | null> {
  if (!webhookUrlEnc) return null;
  try {
    return await runtime.vault.decrypt(runtime.db, webhookPlace(project.organizationId, id), webhookUrlEnc);
  } catch (error) {
    if (error instanceof DecryptError) return null;
    throw error;
  }
}

async function post(
  runtime: Runtime,
  target: Target,
  message: SlackMessage,
  options: { plainText: boolean; mayLeave: MayLeave },
): Promise<Sent> {
  const request = {
    method: "POST",
    to: `incoming webhook …${target.webhookLastFour ?? ""}`,
    text: message.text,
  };
  const url = await urlOf(runtime, target);
  if (url === null) {
    const code = "webhook_unreadable";
    const { sentence, remedy } = ruleOf(code);
    const outcome = { kind: "destination-broken", code, sentence: sentence(target.name), remedy } as const;
    return { outcome, request, response: null, httpStatus: null, receipt: null };
  }
  if (!options.mayLeave()) return notSent;
  const answer = await runtime.egress.request({
    method: "POST",
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      text: message.text,
      ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
      unfurl_links: false,
      unfurl_media: false,
    }),
    timeoutMs: requestTimeoutMs,
    maxResponseBytes: answerMax,
  });
  const judged = judgeAnswer(answer, target.name);
  const outcome = judged.kind === "delivered" || options.plainText ? judged : orAsPlainText(judged);
  const answered = answer.kind === "answered" ? answer : null;
  return {
    outcome,
    request,
    response: answered && { body: answerShown(answered.body, url) },
    httpStatus: answered?.status ?? null,
    receipt: judged.kind === "delivered" ? {} : null,
  };
}

/** The beginning of an answer, without the address where it repeats it. */
function answerShown(body: Uint8Array, url: string): string {
  const secrets = [url, new URL(url).pathname, url.slice(url.lastIndexOf("/") + 1)];
  return createRedaction(secrets)(Buffer.from(body).toString("utf8")).slice(0, keptOfAnswer);
}

function send(runtime: Runtime, target: Target, parcel: Parcel, mayLeave: MayLeave): Promise<Sent> {
  const { maybeDuplicate, plainText, test } = parcel;
  // Nothing can be changed later, so a message of its own shows no state that would grow old.
  const frame = { appUrl: runtime.env.appUrl, status: null, maybeDuplicate, plainText, test };
  return post(runtime, target, toSlackMessage(parcel.message, frame), { plainText, mayLeave });
}

function sendDigest(runtime: Runtime, target: Target, digest: Digest, mayLeave: MayLeave): Promise<Sent> {
  const { appUrl } = runtime.env;
  const frame = { appUrl, projectId: target.projectId, projectName: target.project.name };
  return post(runtime, target, toSlackDigest(digest, frame), { plainText: digest.plainText, mayLeave });
}

/** A channel through an incoming webhook of Slack's: messages of their own, without conversations. */
export const slackWebhook: DestinationKindModule = {
  entitlement: null,
  readdress: "replace-webhook",
  limitOf: "this webhook",
  place: ({ webhookLastFour }) => ({
    sentence: `A Slack incoming webhook whose address ends in ${webhookLastFour ?? ""}.`,
    through: `Webhook …${webhookLastFour ?? ""}`,
  }),
  explain(target, code) {
    const { sentence, remedy } = ruleOf(code);
    return { code, sentence: sentence(target.name), remedy };
  },
  preview: (message, appUrl) =>
    toSlackMessage(message, { appUrl, status: null, maybeDuplicate: false, test: false }).text,
  blocked: () => null,
  blockedAmong: null,
  paces: ({ id, webhookHash }) => [{ key: `slack-webhook:${webhookHash ?? id}`, ...webhookPace }],
  send,
  onDelivered: async () => {},
  afterDelivered: async () => {},
  folding: { send: sendDigest, onDelivered: async () => {} },
  upkeep: async () => {},
};
