import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import { compareEntitlements, plans } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import type { DestinationKind } from "#server/db/generated/client.ts";
import { makeBacklogDue } from "#server/delivery/lanes.ts";
import { kindsThatNeed } from "#server/destinations/registry.ts";
import { notFound } from "#server/errors.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { recordForBoth } from "#server/organizations/record-for-both.ts";

export const changePlanInput = z.object({ organizationId: z.uuid(), plan: z.enum(plans) });

/**
 * Puts an organization on another plan. What it no longer includes rests at once: connections stay and their lanes park
 * by themselves. What it includes again flows at once.
 */
export async function changePlan(ctx: Context, input: z.output<typeof changePlanInput>): Promise<void> {
  const { organizationId, plan } = input;
  const released = await ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "organization:manage");
    await lockOrganization(tx, organizationId);
    const before = await tx.organization.findUnique({
      where: { id: organizationId },
      select: { name: true, plan: true },
    });
    if (!before) throw notFound("organization");
    if (before.plan === plan) return false;
    await tx.organization.update({ where: { id: organizationId }, data: { plan }, select: { id: true } });
    await recordForBoth(tx, ctx, organizationId, {
      action: "organization.plan-changed",
      target: { kind: "organization", id: organizationId, name: before.name },
      before: { plan: before.plan },
      after: { plan },
    });
    const { gained } = compareEntitlements(before.plan, plan);
    const kinds = gained.flatMap(kindsThatNeed);
    if (kinds.length === 0) return false;
    await wake(tx, organizationId, kinds, ctx.clock.now());
    return true;
  });
  if (released) ctx.kick.worker();
}

/** What waits in the lanes of these kinds is due now; a destination that is broken besides rests again by itself. */
async function wake(tx: Tx, organizationId: string, kinds: DestinationKind[], now: Date): Promise<void> {
  const destinations = await tx.destination.findMany({
    where: { kind: { in: kinds }, deletedAt: null, project: { organizationId } },
    select: { id: true },
  });
  await makeBacklogDue(
    tx,
    destinations.map((one) => one.id),
    now,
  );
}
