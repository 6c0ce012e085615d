import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { wakeLanes } from "#server/delivery/lanes.ts";
import { invalid } from "#server/errors.ts";
import { findDestination } from "#server/subscriptions/find-subscription.ts";

export const muteDestinationInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  until: z.date({ error: "Choose the time until which it is muted." }),
});

/** Holds back what is not urgent until a time; then it is summed up or follows one by one. Muting again moves the time. */
export async function muteDestination(ctx: Context, input: z.output<typeof muteDestinationInput>) {
  const now = ctx.clock.now();
  if (input.until <= now) throw invalid("until", "Choose a time that is still to come.");
  // As long as a delivery may wait for a parked lane: what is held longer would be out of date.
  const { parkedDays } = ctx.env;
  if (input.until.getTime() > now.getTime() + parkedDays * 86_400_000)
    throw invalid(
      "until",
      `Choose a time within ${parkedDays === 1 ? "a day" : `${parkedDays} days`}, or disable the destination instead.`,
    );
  return change(ctx, input, "destination.muted", input.until);
}

export const unmuteDestinationInput = z.object({ projectId: z.uuid(), destinationId: z.uuid() });

/** Ends a mute now: what was held follows. Quiet hours that are under way go on. */
export async function unmuteDestination(ctx: Context, input: z.output<typeof unmuteDestinationInput>) {
  return change(ctx, input, "destination.unmuted", null);
}

type Where = { projectId: string; destinationId: string };

async function change(ctx: Context, input: Where, action: string, until: Date | null) {
  const now = ctx.clock.now();
  const changed = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    const { id, name } = await findDestination(tx, project.id, input.destinationId);
    await wakeLanes(tx, [id], now);
    const before = await tx.destination.findUniqueOrThrow({ where: { id }, select: { mutedUntil: true } });
    const muted = before.mutedUntil !== null && before.mutedUntil > now;
    if (until === null && !muted) return { id, mutedUntil: null };
    await tx.destination.update({
      where: { id },
      // A mute that ends is remembered by its end, which tells what was held.
      data: { mutedUntil: until ?? now, mutedBy: until ? (ctx.actor?.name ?? null) : null },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action,
      target: { kind: "destination", id, name },
      before: { mutedUntil: muted ? (before.mutedUntil?.toISOString() ?? null) : null },
      after: { mutedUntil: until?.toISOString() ?? null },
    });
    return { id, mutedUntil: until };
  });
  ctx.kick.worker();
  return changed;
}
