import { z } from "zod";
import type { Runtime } from "#server/runtime.ts";
import { hasSigningSecret, readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { applyEffect } from "#server/slack/inbound/apply-effect.ts";
import { effectOf } from "#server/slack/inbound/event-effects.ts";
import { rememberRequest } from "#server/slack/inbound/remember-request.ts";
import { judgeClaim, judgeSignature, type Signed } from "#server/slack/inbound/verify-signature.ts";

/** What Slack gets as an answer. */
export type Answer = { status: number; text: string };

const verification = z.object({ type: z.literal("url_verification"), challenge: z.string().max(1_000) });
const envelope = z.object({
  type: z.literal("event_callback"),
  team_id: z.string().min(1).max(100),
  api_app_id: z.string().min(1).max(100),
  event_id: z.string().min(1).max(100),
  event_time: z.number().int().nonnegative(),
  event: z.looseObject({ type: z.string().max(100), event_ts: z.string().optional() }),
});

const interaction = z.object({
  type: z.string().max(100),
  api_app_id: z.string().max(100),
  team: z.object({ id: z.string().max(100) }).nullish(),
});

const ok: Answer = { status: 200, text: "" };
/** Slack retries for minutes, with its delayed events for a day. */
const rememberMs = 48 * 3_600_000;

/**
 * Takes a request of Slack's Events API. Each event counts once, whatever Slack retries; what it means is done in the
 * transaction that remembers it, so that a failure on our side is answered with 500 and comes again.
 */
export async function receiveEvent(runtime: Runtime, signed: Signed): Promise<Answer> {
  const refused = await refuse(runtime, signed);
  if (refused) return refused;
  const body = parseJson(signed.body);
  const challenge = verification.safeParse(body);
  if (challenge.success) {
    await rememberRequest(runtime.db, runtime.clock.now(), { kind: "verification" });
    return { status: 200, text: challenge.data.challenge };
  }
  const parsed = envelope.safeParse(body);
  // Signed by Slack, but nothing we asked for: a retry would not make it readable.
  if (!parsed.success) {
    runtime.logger.warn("Slack sent an event that cannot be read");
    return ok;
  }
  const { event, event_id: id, team_id: teamId, api_app_id: appId, event_time: seconds } = parsed.data;
  const receivedAt = runtime.clock.now();
  await rememberRequest(runtime.db, receivedAt, { kind: "event", appId, teamId, detail: event.type });
  let effect: ReturnType<typeof effectOf>;
  try {
    effect = effectOf(event);
  } catch {
    runtime.logger.warn({ type: event.type, eventId: id }, "Slack sent an event of an unexpected shape");
    return ok;
  }
  const at = timeOf(event.event_ts, seconds);
  await runtime.db.$transaction(async (tx) => {
    await tx.slackInboundEvent.deleteMany({
      where: { receivedAt: { lt: new Date(receivedAt.getTime() - rememberMs) } },
    });
    const first = await tx.slackInboundEvent.createMany({
      data: [{ id, teamId, type: event.type, receivedAt }],
      skipDuplicates: true,
    });
    if (first.count > 0 && effect) await applyEffect(tx, runtime, { teamId, appId, at }, effect);
  });
  runtime.kick.worker();
  runtime.kick.sequencer();
  return ok;
}

/**
 * Takes a request of a button. Every button of ours is a link that Slack opens by itself, so there is nothing to do
 * but to answer, or Slack shows a warning beside the button.
 */
export async function receiveInteraction(runtime: Runtime, signed: Signed): Promise<Answer> {
  const refused = await refuse(runtime, signed);
  if (refused) return refused;
  const parsed = interaction.safeParse(parseJson(new URLSearchParams(signed.body).get("payload") ?? ""));
  if (parsed.success) {
    const { type: detail, api_app_id: appId, team } = parsed.data;
    const told = { kind: "interaction", appId, teamId: team?.id ?? "", detail } as const;
    await rememberRequest(runtime.db, runtime.clock.now(), told);
  }
  return ok;
}

/** Why a request is not taken; null when Slack signed it. */
async function refuse(runtime: Runtime, signed: Signed): Promise<Answer | null> {
  const now = runtime.clock.now();
  // Anybody may send anything here, so what needs no secret to see opens none.
  const claim = judgeClaim(signed, now);
  if (claim && (await hasSigningSecret(runtime))) return refusal(runtime, claim, now);
  const app = await readSlackApp(runtime);
  if (!app?.signingSecret) {
    if (app) await rememberRequest(runtime.db, now, { kind: "refused", detail: "no-secret" });
    return { status: 404, text: "Requests from Slack are off: this instance has no Signing Secret." };
  }
  const verdict = judgeSignature(app.signingSecret, signed);
  return verdict === "valid" ? null : refusal(runtime, verdict, now);
}

const refusals = {
  unsigned: "The request carries no signature.",
  stale: "The request's timestamp is more than five minutes from this clock.",
  forged: "The signature is not of this body and the instance's Signing Secret.",
};

async function refusal(runtime: Runtime, verdict: keyof typeof refusals, now: Date): Promise<Answer> {
  // As often as it is remembered: a line for each would let anybody fill the log.
  if (await rememberRequest(runtime.db, now, { kind: "refused", detail: verdict })) {
    runtime.logger.warn({ verdict }, "refused a request that claims to come from Slack");
  }
  return { status: 401, text: refusals[verdict] };
}

/** Event timestamps tell microseconds where the envelope tells whole seconds. */
function timeOf(eventTs: string | undefined, seconds: number): Date {
  const precise = eventTs && /^\d{9,11}\.\d+$/.test(eventTs) ? Number(eventTs) : seconds;
  return new Date(Math.round(precise * 1_000));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
