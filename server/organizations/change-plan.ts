import { z } from "zod";
import { settlePlanNotices, tellPlanLost } from "#server/attention/tell-broken.ts";
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

const slackRests =
  "The organization's plan does not include Slack any more. Messages wait until the plan is back; an instance admin can change it.";

export const changePlanInput = z.object({ organizationId: z.uuid(), plan: z.enum(plans) });

/**
 * Puts an organization on another plan. What it no longer includes rests at once: connections stay and their lanes park
 * by themselves, which is told once. What it includes again flows at once.
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
    const { lost, gained } = compareEntitlements(before.plan, plan);
    const now = ctx.clock.now();
    if (lost.includes("slack")) await tellPlanLost(tx, organizationId, { detail: slackRests, at: now });
    const kinds = gained.flatMap(kindsThatNeed);
    if (kinds.length > 0) await wake(tx, organizationId, kinds, now);
    // After the lanes: whoever deletes a connection holds them, and takes its notices along.
    if (gained.includes("slack")) await settlePlanNotices(tx, organizationId, now);
    return kinds.length > 0;
  });
  if (released) ctx.kick.worker();
  ctx.kick.sequencer();
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
