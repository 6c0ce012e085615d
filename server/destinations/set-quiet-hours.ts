import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { Prisma } from "#server/db/generated/client.ts";
import { wakeLanes } from "#server/delivery/lanes.ts";
import { holdOf } from "#server/destinations/hold.ts";
import { quietHoursSchema, readQuietHours, refuseEndless } from "#server/destinations/quiet-hours.ts";
import { findDestination } from "#server/subscriptions/find-subscription.ts";

export const setQuietHoursInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  /** Null: no quiet hours. */
  quietHours: quietHoursSchema.nullable(),
});

/** Sets or removes the hours in which a destination holds back what is not urgent. Counts at once. */
export async function setQuietHours(ctx: Context, input: z.output<typeof setQuietHoursInput>) {
  const { quietHours } = input;
  if (quietHours) refuseEndless(quietHours);
  await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    const { id, name } = await findDestination(tx, project.id, input.destinationId);
    const now = ctx.clock.now();
    await wakeLanes(tx, [id], now);
    const before = await tx.destination.findUniqueOrThrow({
      where: { id },
      select: { quietHours: true, mutedUntil: true },
    });
    const holdEnds = holdOf(before, now) !== null && holdOf({ ...before, quietHours }, now) === null;
    await tx.destination.update({
      where: { id },
      data: {
        quietHours: quietHours ?? Prisma.DbNull,
        // The new hours do not tell that the old ones held until now, so their end is remembered as a mute's is.
        ...(holdEnds ? { mutedUntil: now, mutedBy: null } : {}),
      },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: quietHours ? "destination.quiet-hours-set" : "destination.quiet-hours-removed",
      target: { kind: "destination", id, name },
      before: { quietHours: readQuietHours(before.quietHours) },
      after: { quietHours },
    });
  });
  ctx.kick.worker();
  return { quietHours };
}
