import type { z } from "zod";
import type { Tx } from "#server/db/client.ts";
import type { Context } from "#server/context.ts";
import type { EventType } from "#server/events/event-type.ts";
import { newId } from "#server/ids.ts";

/** What stands in the outbox until the sequencer takes it; parsed again there. */
export type EmitInput<Data> = {
  projectId: string;
  /** What the event is about, such as `access-request/<id>`; events of one subject make one conversation. */
  subject: string;
  environment: string | null;
  secretPath: string | null;
  data: Data;
  /** For notices: the one destination that gets it, whatever is subscribed. */
  to?: string;
};

/**
 * Writes an event to the outbox in the producer's own transaction: both commit or neither. The sequencer is rung
 * after the commit by `ctx.kick.sequencer()`, or finds the row at its next poll.
 */
export async function emit<Data>(
  tx: Tx,
  ctx: Pick<Context, "clock">,
  type: EventType<Data>,
  input: EmitInput<z.input<z.ZodType<Data>> & Data>,
): Promise<string> {
  const eventId = newId();
  const payload = {
    type: type.type,
    source: `/projects/${input.projectId}`,
    subject: input.subject,
    time: ctx.clock.now().toISOString(),
    environment: input.environment,
    secretPath: input.secretPath,
    ...(input.to === undefined ? {} : { to: input.to }),
    data: JSON.parse(JSON.stringify(type.data.parse(input.data))),
  };
  await tx.outbox.create({ data: { eventId, projectId: input.projectId, payload }, select: { id: true } });
  return eventId;
}
