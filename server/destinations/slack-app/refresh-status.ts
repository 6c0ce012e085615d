import { planIncludes } from "#server/authz/entitlements.ts";
import type { Tx } from "#server/db/client.ts";
import { Prisma, type SlackConversation } from "#server/db/generated/client.ts";
import type { Outcome } from "#server/delivery/outcome.ts";
import { obeyRetryAfter, takeTurn } from "#server/delivery/pacing.ts";
import { type Parcel, type Target, targetSelect } from "#server/destinations/destination-kind.ts";
import { slackAppFacts } from "#server/destinations/slack-app/facts.ts";
import { statusAfter } from "#server/destinations/slack-app/status-policy.ts";
import { type ConversationKey, conversationKey, tokenOf } from "#server/destinations/slack-app/workspace.ts";
import { knownType } from "#server/events/catalogue.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { type SlackMessage, toSlackMessage } from "#server/slack/blocks.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";
import { classifySlackError } from "#server/slack/errors.ts";

/** Under Tier 3's fifty a minute per workspace (fact sheet 3.4). */
const updatePace = { intervalMs: 1_300, burst: 20 };
/** Status lines that one worker brings up to date at a time. */
const portion = 10;
/** How often a status line looks whether the plan is back. */
const planLookMs = 10 * 60_000;
/** A claimed status line is somebody else's again after this. */
const claimMs = 60_000;

/**
 * Brings the first message of the conversation that was just delivered to up to date, if a later state is to be shown.
 * Best effort: recorded as an attempt, never a reason to send the delivery again; what cannot be done now is done later.
 */
export async function refreshStatus(runtime: Runtime, target: Target, parcel: Parcel): Promise<void> {
  const key = conversationKey(target, parcel.subject);
  if (key) await refresh(runtime, await claimDue(runtime, key));
}

/** Brings status lines up to date that could not be at once, such as those behind an empty bucket. */
export async function refreshDueStatuses(runtime: Runtime): Promise<void> {
  await refresh(runtime, await claimDue(runtime, null));
}

async function refresh(runtime: Runtime, conversations: SlackConversation[]): Promise<void> {
  for (const conversation of conversations) await refreshOne(runtime, conversation);
}

/** Takes due status lines, so that no other process does the same; only the one of `key` where it is given. */
async function claimDue(runtime: Runtime, key: ConversationKey | null): Promise<SlackConversation[]> {
  const now = runtime.clock.now();
  const until = new Date(now.getTime() + claimMs);
  const only = key
    ? Prisma.sql`and "appId" = ${key.appId} and "teamId" = ${key.teamId} and "channelId" = ${key.channelId}
        and "projectId" = ${key.projectId}::uuid and "subject" = ${key.subject}`
    : Prisma.empty;
  return runtime.db.$queryRaw<SlackConversation[]>`
    update "SlackConversation" c set "nextDueAt" = ${until}
    from (
      select ctid from "SlackConversation" where "nextDueAt" <= ${now} ${only}
      order by "nextDueAt" limit ${portion} for update skip locked
    ) due
    where c.ctid = due.ctid returning c.*`;
}

async function refreshOne(runtime: Runtime, conversation: SlackConversation): Promise<void> {
  const target = await findTarget(runtime, conversation);
  const message = target && (await render(runtime, conversation, target));
  // Nobody can change the message any more, or nothing can be made of it: what stands there stays.
  if (!target || !message) return settle(runtime.db, conversation, null, runtime.clock.now());
  const { entitlement } = slackAppFacts;
  if (!planIncludes(target.project.organization.plan, entitlement)) {
    return putOff(runtime, conversation, new Date(runtime.clock.now().getTime() + planLookMs));
  }
  const paces = [{ key: `slack-update:${conversation.appId}:${conversation.teamId}`, ...updatePace }];
  const turn = await takeTurn(runtime.db, paces, runtime.clock.now(), "normal");
  if (!turn.allowed) return putOff(runtime, conversation, turn.at);
  const token = await tokenOf(runtime, target);
  if (token === null) return settle(runtime.db, conversation, null, runtime.clock.now());
  const startedAt = runtime.clock.now();
  const client = createSlackClient(runtime.env, token, { timeout: 5_000 });
  const { channelId: channel, rootTs: ts } = conversation;
  const result = await callSlack(() =>
    client.chat.update({
      channel,
      ts,
      text: message.text,
      ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
      parse: "none",
    }),
  );
  const named = { channel: target.name, botName: target.integration?.botName ?? "" };
  const outcome: Outcome = result.ok ? { kind: "delivered" } : classifySlackError(result, named);
  await runtime.db.$transaction(async (tx) => {
    const now = runtime.clock.now();
    await recordUpdate(tx, conversation, target, outcome, startedAt, now);
    await settle(tx, conversation, outcome, now);
    await obeyRetryAfter(tx, paces, outcome, now, startedAt);
  });
}

async function putOff(runtime: Runtime, conversation: SlackConversation, nextDueAt: Date): Promise<void> {
  const { nextPosition } = conversation;
  await runtime.db.slackConversation.updateMany({
    where: { ...keyOf(conversation), nextPosition },
    data: { nextDueAt },
  });
}

/** The project's live destination for the conversation's channel, through the app that may change the message. */
function findTarget(runtime: Runtime, conversation: SlackConversation): Promise<Target | null> {
  const { appId, teamId, channelId, projectId } = conversation;
  return runtime.db.destination.findFirst({
    where: {
      projectId,
      channelId,
      deletedAt: null,
      enabled: true,
      integration: { appId, teamId, brokenCode: null },
    },
    select: targetSelect,
  });
}

/** The first message as it is to stand there. */
async function render(
  runtime: Runtime,
  conversation: SlackConversation,
  target: Target,
): Promise<SlackMessage | null> {
  const root = await runtime.db.event.findFirst({
    where: { id: conversation.rootEventId, projectId: target.projectId },
    include: {
      deliveries: { where: { destinationId: target.id }, select: { maybeDuplicate: true, plainText: true } },
    },
  });
  const type = root && knownType(root.type);
  if (!root || !type) return null;
  return toSlackMessage(type.message({ ...root, projectName: target.project.name }, root.data), {
    appUrl: runtime.env.appUrl,
    status: conversation.nextStatus,
    maybeDuplicate: root.deliveries.some((delivery) => delivery.maybeDuplicate),
    plainText: root.deliveries.some((delivery) => delivery.plainText),
    test: false,
  });
}

async function recordUpdate(
  tx: Tx,
  conversation: SlackConversation,
  target: Target,
  outcome: Outcome,
  startedAt: Date,
  finishedAt: Date,
): Promise<void> {
  const { channelId: channel, rootTs: ts, nextStatus: status } = conversation;
  await tx.attempt.create({
    data: {
      id: newId(),
      projectId: target.projectId,
      destinationId: target.id,
      kind: "update",
      startedAt,
      finishedAt,
      outcome: outcome.kind,
      ...(outcome.kind === "delivered" ? {} : { code: outcome.code, detail: outcome.sentence }),
      request: { method: "chat.update", channel, ts, status },
    },
    select: { id: true },
  });
}

/** Writes what became of a status line; a later state that came meanwhile stays to be shown. Null: it is given up. */
async function settle(
  db: Tx,
  conversation: SlackConversation,
  outcome: Outcome | null,
  now: Date,
): Promise<void> {
  const { nextPosition, nextTries, statusPosition } = conversation;
  if (nextPosition === null) return;
  const key = keyOf(conversation);
  const after = outcome ? statusAfter(outcome, nextTries) : ({ do: "give-up" } as const);
  if (after.do === "again") {
    await db.slackConversation.updateMany({
      where: { ...key, nextPosition },
      data: { nextDueAt: new Date(now.getTime() + after.waitMs), nextTries: nextTries + after.counts },
    });
    return;
  }
  if (after.do === "shown" && nextPosition > statusPosition) {
    await db.slackConversation.updateMany({
      where: { ...key, statusPosition: { lt: nextPosition } },
      data: { statusPosition: nextPosition },
    });
  }
  await db.slackConversation.updateMany({
    where: { ...key, nextPosition },
    data: { nextPosition: null, nextStatus: null, nextDueAt: null, nextTries: 0 },
  });
}

function keyOf({ appId, teamId, channelId, projectId, subject }: SlackConversation): ConversationKey {
  return { appId, teamId, channelId, projectId, subject };
}
