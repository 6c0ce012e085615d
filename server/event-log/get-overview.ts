import { z } from "zod";
import { countWaitingRequests } from "#server/access-requests/waiting-requests.ts";
import { requireProject } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import { listDestinations } from "#server/destinations/list-destinations.ts";
import { listEvents } from "#server/event-log/list-events.ts";

export const getOverviewInput = z.object({ projectId: z.uuid() });

const hourMs = 3_600_000;
const hours = 24;

/** What the overview answers: what waits for me, what is broken, what happened. */
export async function getOverview(ctx: Context, input: z.output<typeof getOverviewInput>) {
  const { project } = await requireProject(ctx, input.projectId, "project:read");
  const { destinations, mayManage } = await listDestinations(ctx, { projectId: project.id });
  const { events } = await listEvents(ctx, { projectId: project.id, limit: 8 });
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    waitingForMe: await countWaitingRequests(ctx.db, { projectId: project.id, userId: requireUser(ctx).id }),
    broken: destinations.flatMap(({ id, name, trouble, brokenAt, waiting, integration }) =>
      trouble ? [{ id, name, trouble, brokenAt, waiting, integrationId: integration?.id ?? null }] : [],
    ),
    setAside: await ctx.db.outbox.count({ where: { projectId: project.id, setAsideAt: { not: null } } }),
    hours: await countByHour(ctx.db, project.id, ctx.clock.now()),
    events,
    hasDestinations: destinations.length > 0,
    mayManage,
  };
}

/** What the nav counts in a project: requests that wait for me, destinations that need attention. */
export async function getBadges(ctx: Context, input: z.output<typeof getOverviewInput>) {
  const { project } = await requireProject(ctx, input.projectId, "project:read");
  const { destinations } = await listDestinations(ctx, { projectId: project.id });
  return {
    waitingForMe: await countWaitingRequests(ctx.db, { projectId: project.id, userId: requireUser(ctx).id }),
    needAttention: destinations.filter(({ trouble }) => trouble !== null).length,
  };
}

/** Deliveries made in each of the last 24 hours, the running one last: sent, still waiting, failed. */
async function countByHour(db: Db, projectId: string, now: Date) {
  const start = Math.floor(now.getTime() / hourMs) * hourMs - (hours - 1) * hourMs;
  // Grouped in SQL: a busy project has far more deliveries in a day than a chart needs rows.
  const rows = await db.$queryRaw<{ hour: Date; sent: bigint; waiting: bigint; failed: bigint }[]>`
    select date_trunc('hour', "createdAt", 'UTC') as hour,
      count(*) filter (where "state" = 'delivered') as sent,
      count(*) filter (where "state" in ('waiting', 'sending')) as waiting,
      count(*) filter (where "state" in ('failed', 'rejected', 'expired')) as failed
    from "Delivery" where "projectId" = ${projectId}::uuid and "createdAt" >= ${new Date(start)} group by 1`;
  return Array.from({ length: hours }, (_, index) => {
    const at = new Date(start + index * hourMs);
    const row = rows.find((r) => r.hour.getTime() === at.getTime());
    return {
      at,
      sent: Number(row?.sent ?? 0),
      waiting: Number(row?.waiting ?? 0),
      failed: Number(row?.failed ?? 0),
    };
  });
}
