import { z } from "zod";
import { auditFilter, type AuditScope, requireAuditScope, whereOfAudit } from "#server/audit/audit-filter.ts";
import { auditSelect, viewOfEntry } from "#server/audit/entry-view.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { asksNewer, newestFirst } from "#server/newest-first.ts";

const cursorSchema = z.uuid("This page's address is not complete. Open the list anew.");

/** A filter and a page of it, of the instance's own entries. */
export const listInstanceAuditInput = auditFilter.extend({
  /** Older than this entry. */
  before: cursorSchema.optional(),
  /** Newer than this entry; counts only without `before`. */
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export const listAuditInput = listInstanceAuditInput.extend({ organizationId: z.uuid() });
export const auditScopeInput = z.object({ organizationId: z.uuid() });

/** Entries of a scope, newest first, by filter and cursor. */
export async function listAudit(ctx: Context, input: z.output<typeof listInstanceAuditInput> & AuditScope) {
  await requireAuditScope(ctx, input);
  const rows = await ctx.db.auditEntry.findMany({
    where: { AND: [whereOfAudit(input, input), pageOf(input)] },
    // Ids are made in the order of time.
    orderBy: { id: asksNewer(input) ? "asc" : "desc" },
    select: auditSelect,
    take: input.limit + 1,
  });
  const { page, ...neighbours } = newestFirst(rows, input, ({ id }) => id);
  const projects = await projectNames(ctx, input);
  return { entries: page.map((row) => viewOfEntry(row, projects)), ...neighbours };
}

/** The people, machine identities, actions and projects that a scope's entries can be filtered by. */
export async function auditFilterOptions(ctx: Context, scope: AuditScope) {
  await requireAuditScope(ctx, scope);
  const where = { organizationId: scope.organizationId };
  const [actors, actions, projects] = await Promise.all([
    ctx.db.auditEntry.groupBy({
      by: ["actorKind", "actorId"],
      where,
      _max: { actorName: true },
    }),
    ctx.db.auditEntry.groupBy({ by: ["action"], where, orderBy: { action: "asc" } }),
    projectNames(ctx, scope),
  ]);
  const named = (kind: string) =>
    actors
      .flatMap(({ actorKind, actorId, _max }) =>
        actorKind === kind && actorId !== null ? [{ id: actorId, name: _max.actorName || actorId }] : [],
      )
      .sort((a, b) => a.name.localeCompare(b.name));
  return {
    people: named("user"),
    identities: named("identity"),
    system: actors.some((one) => one.actorKind === "system"),
    nobody: actors.some((one) => one.actorKind === "anonymous"),
    actions: actions.map((one) => one.action),
    projects: [...projects].map(([id, name]) => ({ id, name })),
  };
}

function pageOf({ before, after }: { before?: string; after?: string }): Prisma.AuditEntryWhereInput {
  if (before !== undefined) return { id: { lt: before } };
  return after === undefined ? {} : { id: { gt: after } };
}

/** The names of an organization's projects by their ids; the instance has none. */
export async function projectNames(
  ctx: Context,
  { organizationId }: AuditScope,
): Promise<Map<string, string>> {
  if (organizationId === null) return new Map();
  const projects = await ctx.db.project.findMany({
    where: { organizationId },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
  return new Map(projects.map((one) => [one.id, one.name]));
}
