import { z } from "zod";
import { type Context, requireActor } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

export const listVisibleProjectsInput = z.object({
  organizationId: z.uuid().optional(),
  /** Made after this one. */
  after: z.uuid().optional(),
  limit: z.number().int().min(1).max(100),
});

const projectSelect = {
  id: true,
  organizationId: true,
  name: true,
  createdAt: true,
} satisfies Prisma.ProjectSelect;

/** The projects that a person or machine identity sees in all their organizations, oldest first, page by page. */
export async function listVisibleProjects(
  ctx: Context,
  { organizationId, after, limit }: z.output<typeof listVisibleProjectsInput>,
) {
  const rows = await ctx.db.project.findMany({
    where: {
      AND: [visibleTo(ctx)],
      ...(organizationId ? { organizationId } : {}),
      ...(after ? { id: { gt: after } } : {}),
    },
    select: projectSelect,
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  const projects = rows.slice(0, limit);
  return { projects, next: rows.length > limit ? (projects.at(-1)?.id ?? null) : null };
}

/** As the guard decides it: owners and admins of the organization see all its projects, others those they are in. */
export function visibleTo(ctx: Context): Prisma.ProjectWhereInput {
  const actor = requireActor(ctx);
  const role = { in: ["owner" as const, "admin" as const] };
  if (actor.kind === "user") {
    const userId = actor.id;
    return {
      organization: { members: { some: { userId } } },
      OR: [{ organization: { members: { some: { userId, role } } } }, { members: { some: { userId } } }],
    };
  }
  const { id } = actor;
  return {
    organization: { identities: { some: { id, disabledAt: null } } },
    OR: [
      { organization: { identities: { some: { id, role } } } },
      { identities: { some: { identityId: id } } },
    ],
  };
}
