import { z } from "zod";
import {
  groupTrouble,
  type AttentionItem,
  type TroubledDestination,
} from "#server/attention/group-trouble.ts";
import { requireOrganization, requireProject } from "#server/authz/access.ts";
import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import { type Context, requireActor } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { brokenSentence } from "#server/destinations/broken-sentence.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { currentNames } from "#server/destinations/list-destinations.ts";
import { destinationKinds, troubledAmong } from "#server/destinations/registry.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";

export const projectAttentionInput = z.object({ projectId: z.uuid() });
export const organizationAttentionInput = z.object({ organizationId: z.uuid() });

const rowSelect = {
  ...targetSelect,
  project: { select: { ...targetSelect.project.select, id: true } },
  integration: { select: { ...targetSelect.integration.select, brokenAt: true } },
} satisfies Prisma.DestinationSelect;

/** What needs attention in a project: sentence, since when, how much waits, remedy. */
export async function projectAttention(ctx: Context, input: z.output<typeof projectAttentionInput>) {
  const { project, may } = await requireProject(ctx, input.projectId, "notification:read");
  const { organizationId } = project;
  const troubled = await findTroubled(ctx.db, { projectId: project.id });
  return {
    items: groupTrouble(troubled, organizationId),
    organizationId,
    mayManage: may("notification:manage"),
  };
}

/**
 * What needs attention in an organization: its broken connections, for everybody in it, and what is broken in the
 * projects whose notifications the person may see.
 */
export async function organizationAttention(
  ctx: Context,
  input: z.output<typeof organizationAttentionInput>,
) {
  const access = await requireOrganization(ctx, input.organizationId, "organization:read");
  const organizationId = access.organization.id;
  const projects = await readableProjects(ctx, organizationId, access.role !== "member");
  const troubled = await findTroubled(ctx.db, { projectId: { in: [...projects.keys()] } });
  const items = groupTrouble(troubled, organizationId);
  const connections = await brokenConnections(ctx.db, organizationId);
  return {
    items: [
      ...connections.map((one) => ({
        ...one,
        mayMend: false,
        destinations:
          items.find((item) => item.of === "integration" && item.id === one.id)?.destinations ?? [],
      })),
      ...items
        .filter((item) => item.of !== "integration")
        .map((item) => ({
          ...item,
          /** Whether the person may mend the destination; a connection and the plan are mended on their own pages. */
          mayMend: item.destinations.every(({ project }) => projects.get(project.id)),
        })),
    ],
  };
}

/** What the nav counts in an organization: connections that need attention. */
export async function organizationBadges(ctx: Context, input: z.output<typeof organizationAttentionInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "integration:read");
  const brokenIntegrations = await ctx.db.workflowIntegration.count({
    where: { organizationId: organization.id, brokenCode: { not: null } },
  });
  return { brokenIntegrations };
}

/** Live destinations that can take nothing at the moment. */
export async function findTroubled(
  db: Db,
  where: Pick<Prisma.DestinationWhereInput, "projectId">,
): Promise<TroubledDestination[]> {
  const rows = await db.destination.findMany({
    where: { ...where, enabled: true, deletedAt: null, ...troubledAmong },
    select: rowSelect,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const broken = rows.flatMap((row) => {
    const trouble = brokenSentence(row);
    return trouble ? [row] : [];
  });
  const [names, waiting] = await Promise.all([currentNames(db, broken), countWaiting(db, broken)]);
  return broken.flatMap((row) => {
    const name = names.get(row.id) ?? row.name;
    const trouble = brokenSentence({ ...row, name });
    if (!trouble) return [];
    const { id, channelIsPrivate, brokenAt, kind, integration } = row;
    return [
      {
        id,
        name,
        channelIsPrivate,
        brokenAt,
        trouble,
        project: { id: row.project.id, name: row.project.name },
        integration: integration && {
          id: integration.id,
          alias: integration.alias,
          brokenAt: integration.brokenAt,
        },
        connectionBroken: Boolean(integration?.brokenCode),
        readdress: destinationKinds[kind].readdress,
        waiting: waiting.get(id) ?? 0,
      },
    ];
  });
}

async function countWaiting(db: Db, destinations: readonly { id: string }[]): Promise<Map<string, number>> {
  if (destinations.length === 0) return new Map();
  const rows = await db.delivery.groupBy({
    by: ["destinationId"],
    where: { destinationId: { in: destinations.map(({ id }) => id) }, state: "waiting" },
    _count: true,
  });
  return new Map(rows.map((row) => [row.destinationId, row._count]));
}

async function brokenConnections(
  db: Db,
  organizationId: string,
): Promise<Omit<AttentionItem, "destinations">[]> {
  const rows = await db.workflowIntegration.findMany({
    where: { organizationId, brokenCode: { not: null } },
    select: {
      id: true,
      alias: true,
      botName: true,
      brokenCode: true,
      brokenAt: true,
      destinations: { where: { deletedAt: null, enabled: true }, select: { id: true } },
    },
    orderBy: [{ brokenAt: "asc" }, { alias: "asc" }],
  });
  const waiting = await countWaiting(
    db,
    rows.flatMap((row) => row.destinations),
  );
  return rows.map(({ id, alias, botName, brokenCode, brokenAt, destinations }) => ({
    of: "integration",
    id,
    name: alias,
    trouble: describeSlackFailure(brokenCode ?? "", { botName }),
    since: brokenAt,
    waiting: destinations.reduce((sum, one) => sum + (waiting.get(one.id) ?? 0), 0),
  }));
}

/** The organization's projects whose notifications somebody may see, and whether they may change them. */
async function readableProjects(
  ctx: Context,
  organizationId: string,
  all: boolean,
): Promise<Map<string, boolean>> {
  const project = { organizationId };
  if (all) {
    const rows = await ctx.db.project.findMany({ where: project, select: { id: true } });
    return new Map(rows.map(({ id }) => [id, true]));
  }
  const { kind, id } = requireActor(ctx);
  const select = { projectId: true, ...roleSelect };
  const rows =
    kind === "user"
      ? await ctx.db.projectMember.findMany({ where: { userId: id, project }, select })
      : await ctx.db.identityProjectMember.findMany({ where: { identityId: id, project }, select });
  return new Map(
    rows.flatMap((row): [string, boolean][] => {
      const ability = heldRole(row)?.ability;
      return ability?.may("notification:read") ? [[row.projectId, ability.may("notification:manage")]] : [];
    }),
  );
}
