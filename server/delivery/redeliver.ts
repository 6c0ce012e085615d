import { z } from "zod";
import { lockSubscriptions } from "#server/subscriptions/record-revision.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { mayAt, placeOf } from "#server/authz/place-where.ts";
import type { Context } from "#server/context.ts";
import { sendToTail } from "#server/delivery/send-to-tail.ts";
import { conflict, notFound } from "#server/errors.ts";

const wholeCount = "Write a whole number from 0 on.";

export const redeliverInput = z.object({
  projectId: z.uuid(),
  deliveryId: z.uuid(),
  /** How often it had been sent again when it was looked at: with another count, somebody was faster. */
  redeliveries: z.number(wholeCount).int(wholeCount).nonnegative(wholeCount).optional(),
});

/**
 * Sends a delivery that has ended once more: it goes to the tail of its lane. Twice at once counts once; with
 * `redeliveries` also twice in a row.
 */
export async function redeliver(
  ctx: Context,
  input: z.infer<typeof redeliverInput>,
): Promise<{ id: string }> {
  await ctx.db.$transaction(async (tx) => {
    const { project, ability } = await requireProject(ctx, input.projectId, "delivery:redeliver", tx);
    await lockSubscriptions(tx, project.id);
    const delivery = await tx.delivery.findFirst({
      where: { id: input.deliveryId, projectId: project.id },
      select: {
        id: true,
        state: true,
        redeliveries: true,
        destination: { select: { name: true, enabled: true, deletedAt: true } },
        event: { select: { type: true, environment: true, secretPath: true } },
      },
    });
    const sees = (["delivery:read", "delivery:redeliver"] as const).some(
      (permission) => delivery && mayAt(ability, permission, delivery.event),
    );
    if (!delivery || !sees) throw notFound("delivery");
    await requireProject(ctx, project.id, "delivery:redeliver", tx, placeOf(delivery.event));
    if (delivery.destination.deletedAt)
      throw conflict("Its destination was deleted, so it cannot be sent again.");
    if (!delivery.destination.enabled)
      throw conflict("Its destination is disabled. Enable it, then redeliver.");
    const { redeliveries = delivery.redeliveries } = input;
    if (redeliveries !== delivery.redeliveries)
      throw conflict(
        "It has been sent again since you looked, so nothing more was sent. Look at how it stands now, then redeliver if it is still needed.",
        "redeliveries",
      );
    const count = await sendToTail(tx, { projectId: project.id, ids: [delivery.id], now: ctx.clock.now() });
    if (count === 0) throw conflict("This delivery is still waiting; it needs no second order.");
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "delivery.redelivered",
      target: {
        kind: "delivery",
        id: delivery.id,
        name: `${delivery.event.type} to ${delivery.destination.name}`,
      },
      before: { state: delivery.state },
    });
  });
  ctx.kick.worker();
  return { id: input.deliveryId };
}
