import { z } from "zod";
import type { Tx } from "#server/db/client.ts";
import { obeyRetryAfter, takeTurn } from "#server/delivery/pacing.ts";
import type { Parcel, Target } from "#server/destinations/destination-kind.ts";
import { conversationKey, tokenOf } from "#server/destinations/slack-app/workspace.ts";
import { catalogue } from "#server/events/catalogue.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { toSlackMessage } from "#server/slack/blocks.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";
import { classifySlackError } from "#server/slack/errors.ts";

/** Under Tier 3's fifty a minute per workspace (fact sheet 3.4). */
const updatePace = { intervalMs: 1_300, burst: 20 };

const receiptSchema = z.object({ ts: z.string() });

/**
 * Starts the subject's conversation with the message just delivered, or refreshes the status line of its first message
 * to the event of highest position. Best effort: recorded as an attempt, never a reason to send the delivery again.
 */
export async function refreshStatus(runtime: Runtime, target: Target, parcel: Parcel): Promise<void> {
  const key = conversationKey(target, parcel.subject);
  if (!key || !parcel.eventId || parcel.position === null) return;
  const conversation = await runtime.db.slackConversation.findUnique({
    where: { appId_teamId_channelId_projectId_subject: key },
  });
  if (!conversation || conversation.statusPosition >= parcel.position) return;
  const root = await runtime.db.event.findFirst({
    where: { id: conversation.rootEventId, projectId: target.projectId },
    include: { deliveries: { where: { destinationId: target.id }, select: { maybeDuplicate: true } } },
  });
  const type = root && catalogue.get(root.type);
  if (!root || !type) return;
  const message = type.message({ ...root, projectName: target.project.name }, root.data);
  const rendered = toSlackMessage(message, {
    appUrl: runtime.env.appUrl,
    status: parcel.message.status,
    maybeDuplicate: root.deliveries.some((delivery) => delivery.maybeDuplicate),
    test: false,
  });
  const { appId, teamId } = target.integration ?? { appId: "", teamId: "" };
  const paces = [{ key: `slack-update:${appId}:${teamId}`, ...updatePace }];
  const turn = await takeTurn(runtime.db, paces, runtime.clock.now());
  if (!turn.allowed) return;
  const startedAt = runtime.clock.now();
  const token = await tokenOf(runtime, target);
  if (token === null) return;
  const client = createSlackClient(runtime.env, token, { timeout: 5_000 });
  const result = await callSlack(() =>
    client.chat.update({
      channel: key.channelId,
      ts: conversation.rootTs,
      text: rendered.text,
      blocks: rendered.blocks,
    }),
  );
  const outcome = result.ok
    ? { kind: "delivered" as const }
    : classifySlackError(result, { channel: target.name, botName: target.integration?.botName ?? "" });
  await runtime.db.$transaction(async (tx) => {
    await tx.attempt.create({
      data: {
        id: newId(),
        projectId: target.projectId,
        destinationId: target.id,
        kind: "update",
        startedAt,
        finishedAt: runtime.clock.now(),
        outcome: outcome.kind,
        ...(outcome.kind === "delivered" ? {} : { code: outcome.code, detail: outcome.sentence }),
        request: {
          method: "chat.update",
          channel: key.channelId,
          ts: conversation.rootTs,
          status: parcel.message.status,
        },
      },
      select: { id: true },
    });
    await obeyRetryAfter(tx, paces, outcome, runtime.clock.now());
    if (result.ok) {
      await tx.slackConversation.updateMany({
        where: { ...key, statusPosition: { lt: parcel.position ?? 0n } },
        data: { statusPosition: parcel.position ?? 0n },
      });
    }
  });
}

/** Remembers a delivered message as the first of its conversation, if none stands there yet. In the completion's transaction. */
export async function startConversation(
  tx: Tx,
  target: Target,
  parcel: Parcel,
  receipt: unknown,
): Promise<void> {
  const key = conversationKey(target, parcel.subject);
  const parsed = receiptSchema.safeParse(receipt);
  if (!key || !parsed.success || !parcel.eventId || parcel.position === null) return;
  await tx.slackConversation.createMany({
    data: [{ ...key, rootTs: parsed.data.ts, rootEventId: parcel.eventId, statusPosition: parcel.position }],
    skipDuplicates: true,
  });
}
