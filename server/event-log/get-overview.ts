import { z } from "zod";
import { findStuckPolicies } from "#server/access-requests/stuck-policies.ts";
import { countWaitingRequests } from "#server/access-requests/waiting-requests.ts";
import { groupTrouble } from "#server/attention/group-trouble.ts";
import { findTroubled } from "#server/attention/list-attention.ts";
import type { Ability } from "#server/authz/ability.ts";
import { requireProject } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import { Prisma } from "#server/db/generated/client.ts";
import { countSetAside, listEvents } from "#server/event-log/list-events.ts";

export const getOverviewInput = z.object({ projectId: z.uuid() });

const hourMs = 3_600_000;
const hours = 24;

/** What the overview answers: what waits for me, what is broken, what happened. */
export async function getOverview(ctx: Context, input: z.output<typeof getOverviewInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "project:read");
  const projectId = project.id;
  const sees = seesOf(ability);
  const broken = sees.notifications ? await needingAttention(ctx.db, project) : [];
  const { events } = sees.events ? await listEvents(ctx, { projectId, limit: 8 }) : { events: [] };
  return {
    project: { id: project.id, name: project.name, organizationId: project.organizationId },
    /** Which parts the person may look at at all; the others are empty. */
    sees,
    waitingForMe: await countWaitingRequests(ctx.db, { projectId, userId: requireUser(ctx).id, ability }),
    broken,
    /** For those who can mend them. */
    stuckPolicies: ability.may("access-policy:manage") ? await findStuckPolicies(ctx.db, project) : [],
    setAside: await countSetAside(ctx, projectId, ability),
    hours: await countByHour(ctx.db, { projectId, ability }, ctx.clock.now()),
    events,
    hasDestinations:
      sees.notifications && (await ctx.db.destination.count({ where: { projectId, deletedAt: null } })) > 0,
    mayManage: ability.may("notification:manage"),
  };
}

const seesOf = ({ may }: Ability) => ({
  notifications: may("notification:read"),
  deliveries: may("delivery:read"),
  events: may("event:read"),
});

const needingAttention = async (db: Db, project: { id: string; organizationId: string }) =>
  groupTrouble(await findTroubled(db, { projectId: project.id }), project.organizationId);

/** What the nav counts in a project: requests that wait for me, and what needs attention. */
export async function getBadges(ctx: Context, input: z.output<typeof getOverviewInput>) {
  const { project, ability } = await requireProject(ctx, input.projectId, "project:read");
  const projectId = project.id;
  const broken = seesOf(ability).notifications ? await needingAttention(ctx.db, project) : [];
  return {
    waitingForMe: await countWaitingRequests(ctx.db, { projectId, userId: requireUser(ctx).id, ability }),
    needAttention: broken.length,
  };
}

/** Deliveries made in each of the last 24 hours, the running one last: sent, still waiting, failed. */
async function countByHour(
  db: Db,
  { projectId, ability }: { projectId: string; ability: Ability },
  now: Date,
) {
  const start = Math.floor(now.getTime() / hourMs) * hourMs - (hours - 1) * hourMs;
  // By place only where conditions narrow; everybody else is spared the join.
  const everywhere = ability.conditionsOf("delivery:read") === "everywhere";
  const place = everywhere
    ? Prisma.sql`null as "environment", null as "secretPath" from "Delivery" d`
    : Prisma.sql`e."environment", e."secretPath" from "Delivery" d join "Event" e on e."id" = d."eventId"`;
  // Grouped in SQL: a busy project has far more deliveries in a day than a chart needs rows.
  const rows = await db.$queryRaw`
    select date_trunc('hour', d."createdAt", 'UTC') as "at",
      count(*) filter (where d."state" = 'delivered')::int as "sent",
      count(*) filter (where d."state" in ('waiting', 'sending'))::int as "waiting",
      count(*) filter (where d."state" in ('failed', 'rejected', 'expired'))::int as "failed",
      ${place} where d."projectId" = ${projectId}::uuid and d."createdAt" >= ${new Date(start)}
    group by 1, 5, 6`;
  const seen = hourRows.parse(rows).filter((row) => mayAt(ability, "delivery:read", row));
  return Array.from({ length: hours }, (_, index) => {
    const at = new Date(start + index * hourMs);
    const within = seen.filter((row) => row.at.getTime() === at.getTime());
    const sum = (key: "sent" | "waiting" | "failed") => within.reduce((total, row) => total + row[key], 0);
    return { at, sent: sum("sent"), waiting: sum("waiting"), failed: sum("failed") };
  });
}

const hourRows = z.array(
  z.object({
    at: z.date(),
    sent: z.int(),
    waiting: z.int(),
    failed: z.int(),
    environment: z.string().nullable(),
    secretPath: z.string().nullable(),
  }),
);
