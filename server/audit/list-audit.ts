import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const cursorSchema = z.uuid("This page's address is not complete. Open the list anew.");

export const listAuditInput = z.object({
  organizationId: z.uuid(),
  /** A person's id, or `system`. */
  actor: z.union([z.uuid(), z.literal("system")]).optional(),
  action: z.string().max(100).optional(),
  projectId: z.uuid().optional(),
  /** Older than this entry. */
  before: cursorSchema.optional(),
  /** Newer than this entry; counts only without `before`. */
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export const auditFilterOptionsInput = z.object({ organizationId: z.uuid() });

const entrySelect = {
  id: true,
  at: true,
  projectId: true,
  actorKind: true,
  actorId: true,
  actorName: true,
  action: true,
  targetKind: true,
  targetId: true,
  targetName: true,
  before: true,
  after: true,
  ipAddress: true,
  userAgent: true,
} satisfies Prisma.AuditEntrySelect;

/** An organization's audit log, newest first, by filter and cursor. */
export async function listAudit(ctx: Context, input: z.output<typeof listAuditInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "audit:read");
  const newer = input.before === undefined && input.after !== undefined;
  const rows = await ctx.db.auditEntry.findMany({
    where: { AND: [whereOf(organization.id, input), pageOf(input)] },
    // Ids are made in the order of time.
    orderBy: { id: newer ? "asc" : "desc" },
    select: entrySelect,
    take: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  if (newer) page.reverse();
  const more = rows.length > input.limit;
  const projects = await projectNames(ctx, organization.id);
  const first = page[0]?.id ?? null;
  const last = page.at(-1)?.id ?? null;
  return {
    entries: page.map(({ projectId, ...entry }) => ({
      ...entry,
      project: projectId === null ? null : { id: projectId, name: projects.get(projectId) ?? null },
    })),
    /** Cursors of the neighbouring pages, null where there is none. */
    newer: newer ? (more ? first : null) : input.before === undefined ? null : first,
    older: newer || more ? last : null,
  };
}

/** The people, actions and projects that the log of an organization can be filtered by. */
export async function auditFilterOptions(ctx: Context, input: z.output<typeof auditFilterOptionsInput>) {
  const { organization } = await requireOrganization(ctx, input.organizationId, "audit:read");
  const where = { organizationId: organization.id };
  const [actors, actions, projects] = await Promise.all([
    ctx.db.auditEntry.groupBy({
      by: ["actorKind", "actorId"],
      where,
      _max: { actorName: true },
    }),
    ctx.db.auditEntry.groupBy({ by: ["action"], where, orderBy: { action: "asc" } }),
    projectNames(ctx, organization.id),
  ]);
  const people = actors.flatMap(({ actorId, _max }) =>
    actorId === null ? [] : [{ id: actorId, name: _max.actorName ?? "" }],
  );
  return {
    people: people.sort((a, b) => a.name.localeCompare(b.name)),
    system: actors.some((one) => one.actorKind === "system"),
    actions: actions.map((one) => one.action),
    projects: [...projects].map(([id, name]) => ({ id, name })),
  };
}

type Filter = Pick<z.output<typeof listAuditInput>, "actor" | "action" | "projectId">;

function whereOf(organizationId: string, filter: Filter): Prisma.AuditEntryWhereInput {
  const { actor, action, projectId } = filter;
  return {
    organizationId,
    ...(actor === "system" ? { actorKind: "system" } : actor ? { actorId: actor } : {}),
    ...(action ? { action } : {}),
    ...(projectId ? { projectId } : {}),
  };
}

function pageOf({ before, after }: { before?: string; after?: string }): Prisma.AuditEntryWhereInput {
  if (before !== undefined) return { id: { lt: before } };
  return after === undefined ? {} : { id: { gt: after } };
}

async function projectNames(ctx: Context, organizationId: string): Promise<Map<string, string>> {
  const projects = await ctx.db.project.findMany({
    where: { organizationId },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
  return new Map(projects.map((one) => [one.id, one.name]));
}
