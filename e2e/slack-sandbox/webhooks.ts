import type { Fault } from "./faults.ts";
import { type Reply, type Request, text } from "./http.ts";
import type { Webhook } from "./state.ts";
import { asObject, type Json } from "./block-problems.ts";
import { readContent } from "./web-api/content.ts";
import { faultReply, troublesAfter } from "./web-api/fault-reply.ts";
import { askedThread, isEmpty, storeMessage } from "./web-api/store-message.ts";
import { isWebhookError, WEBHOOK_ERRORS, type WebhookError } from "./webhook-errors.ts";
import { appById, workspaceById, type World } from "./world.ts";

type Outcome = { status: number; reply: Reply; error: string | null };

function refusal(world: World, error: WebhookError): Outcome {
  const chosen: Partial<Record<WebhookError, number | undefined>> = world.state.settings.webhooks.statuses;
  const status = chosen[error] ?? WEBHOOK_ERRORS[error].status;
  return { status, reply: text(error, status), error };
}

/** The one error in JSON, with an underscore that the Web API's does not have. */
function limited(retryAfter: number | null): Outcome {
  const body = JSON.stringify({ retry_after: retryAfter ?? 1, ok: false, error: "rate_limited" });
  const headers = {
    "content-type": "application/json; charset=utf-8",
    ...(retryAfter !== null && { "retry-after": String(retryAfter) }),
  };
  return { status: 429, reply: { status: 429, headers, body }, error: "rate_limited" };
}

function find(world: World, path: string): Webhook | WebhookError {
  const [, , team = "", id = "", secret = ""] = path.split("/");
  const workspace = workspaceById(world, team);
  if (workspace === undefined) return "no_team";
  if (workspace.isDisabled) return "team_disabled";
  if (id === "") return "no_service_id";
  const hook = world.state.webhooks.find((one) => one.id === id && one.teamId === team);
  if (hook === undefined) return "no_service";
  if (hook.status === "removed") return world.state.settings.webhooks.removed;
  if (hook.status === "disabled") return "no_active_hooks";
  return hook.secret === secret ? hook : "invalid_token";
}

/** The message out of a JSON body, or out of the form field `payload`. */
function readPayload(request: Request): Json | null {
  const raw = request.body.toString("utf8");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  try {
    return asObject(JSON.parse(isForm ? (new URLSearchParams(raw).get("payload") ?? "") : raw));
  } catch {
    return null;
  }
}

function contentError(error: string): WebhookError {
  if (error === "msg_blocks_too_long") return "invalid_blocks";
  return isWebhookError(error) ? error : "invalid_payload";
}

function deliver(world: World, request: Request): Outcome {
  const found = find(world, request.url.pathname);
  if (typeof found === "string") return refusal(world, found);
  const channel = world.state.channels.find((one) => one.id === found.channelId);
  if (found.error !== null && isWebhookError(found.error)) {
    return found.error === "rate_limited" ? limited(1) : refusal(world, found.error);
  }
  if (channel === undefined || channel.isDeleted) return refusal(world, "channel_not_found");
  if (channel.isArchived) return refusal(world, "channel_is_archived");
  if (channel.restriction !== null) {
    return refusal(world, channel.isGeneral ? "posting_to_general_channel_denied" : "action_prohibited");
  }
  // Webhooks share the channel's allowance with chat.postMessage.
  const wait = world.limits.take({
    tier: "post",
    method: "chat.postMessage",
    team: found.teamId,
    app: found.appId,
    channel: channel.id,
  });
  if (wait !== null) return limited(wait);
  const values = readPayload(request);
  if (values === null) return refusal(world, "invalid_payload");
  const read = readContent(values);
  if ("ok" in read) return refusal(world, contentError(read.error));
  if (isEmpty(read.content)) return refusal(world, world.state.settings.webhooks.emptyMessage);

  const thread = askedThread(world, channel, values);
  const install = world.state.installs.findLast(
    (one) => one.appId === found.appId && one.teamId === found.teamId,
  );
  storeMessage(world, channel, read.content, values, {
    appId: found.appId,
    botId: install?.botId ?? found.id,
    userId: install?.botUserId ?? found.id,
    threadTs: thread.threadTs ?? null,
    webhookId: found.id,
  });
  return { status: 200, reply: text("ok"), error: null };
}

function ordered(world: World, fault: Fault, origin: string): Outcome | null {
  if (fault.kind === "rate_limited") return limited(fault.retryAfter === undefined ? 1 : fault.retryAfter);
  if (fault.kind === "error") {
    const error = fault.error ?? "rollup_error";
    if (error === "rate_limited") return limited(1);
    return isWebhookError(error) ? refusal(world, error) : { status: 400, reply: text(error, 400), error };
  }
  const trouble = faultReply(world, fault, origin);
  return trouble && { status: trouble.status ?? 0, reply: trouble.reply, error: trouble.error };
}

/** `/services/T…/B…/…`: takes a message as an incoming webhook does, faults of the method `webhook` first. */
export function answerWebhook(world: World, request: Request): Reply {
  const [, , teamId = "", id = ""] = request.url.pathname.split("/");
  const hook = world.state.webhooks.find((one) => one.id === id);
  const channel = world.state.channels.find((one) => one.id === hook?.channelId);
  const fault = world.faults.take("webhook", channel ? [channel.id, channel.name] : []);
  const before = fault && ordered(world, fault, request.origin);
  const outcome = before ?? deliver(world, request);
  const reply = fault && !before ? troublesAfter(fault, outcome.reply) : outcome.reply;
  world.calls.add({
    at: new Date(world.now()).toISOString(),
    method: "webhook",
    status: typeof reply === "string" ? null : outcome.status,
    ok: outcome.status === 200 && outcome.error === null,
    error: outcome.error,
    channel: channel?.id ?? null,
    team: teamId,
    appId: appById(world, hook?.appId ?? "")?.id ?? null,
    fault: fault?.kind ?? null,
  });
  return reply;
}
