import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { Prisma } from "#server/db/generated/client.ts";
import { wakeLanes } from "#server/delivery/lanes.ts";
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
    await wakeLanes(tx, [id], ctx.clock.now());
    const before = await tx.destination.findUniqueOrThrow({ where: { id }, select: { quietHours: true } });
    await tx.destination.update({
      where: { id },
      data: { quietHours: quietHours ?? Prisma.DbNull },
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
