import { z } from "zod";
import type { Tx } from "#server/db/client.ts";
import type { Parcel, Target } from "#server/destinations/destination-kind.ts";
import { conversationKey } from "#server/destinations/slack-app/workspace.ts";
import type { Message } from "#server/events/event-type.ts";

const receiptSchema = z.object({ ts: z.string() });

/**
 * Remembers a delivered message as the first of its conversation; where one stands there already, its status line is to
 * show this event. In the completion's transaction.
 */
export async function startConversation(
  tx: Tx,
  target: Target,
  parcel: Parcel,
  receipt: unknown,
): Promise<void> {
  const key = conversationKey(target, parcel.subject);
  const parsed = receiptSchema.safeParse(receipt);
  const { eventId, position, subject, message } = parcel;
  if (!key || !parsed.success || !eventId || position === null || !subject) return;
  const { count } = await tx.slackConversation.createMany({
    data: [{ ...key, rootTs: parsed.data.ts, rootEventId: eventId, statusPosition: position }],
    skipDuplicates: true,
  });
  if (count === 0) await wantStatuses(tx, target, [{ subject, position, message }]);
}

/**
 * Notes for the conversations of events that were delivered that their first messages are to show the latest state, which
 * is that of the event of highest position. One statement for all of a digest.
 */
export async function wantStatuses(
  tx: Tx,
  target: Target,
  events: readonly { subject: string; position: bigint; message: Pick<Message, "status"> }[],
): Promise<void> {
  const place = conversationKey(target, "-");
  if (!place) return;
  const latest = new Map<string, { position: bigint; status: string }>();
  for (const { subject, position, message } of events) {
    const known = latest.get(subject);
    if (!known || known.position < position) latest.set(subject, { position, status: message.status });
  }
  const subjects = [...latest.keys()];
  const positions = [...latest.values()].map((one) => one.position);
  const statuses = [...latest.values()].map((one) => one.status);
  await tx.$executeRaw`
    update "SlackConversation" c
    set "nextPosition" = v.position, "nextStatus" = v.status, "nextDueAt" = 'epoch', "nextTries" = 0
    from unnest(${subjects}::text[], ${positions}::bigint[], ${statuses}::text[]) as v(subject, position, status)
    where c."appId" = ${place.appId} and c."teamId" = ${place.teamId} and c."channelId" = ${place.channelId}
      and c."projectId" = ${place.projectId}::uuid and c."subject" = v.subject
      and c."statusPosition" < v.position and coalesce(c."nextPosition", -1) < v.position`;
}
