import { z } from "zod";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { visibleTo } from "#server/projects/list-visible-projects.ts";

export const listNoticesInput = z.object({
  /** Older than this one, or newer than that one. */
  before: z.uuid().optional(),
  after: z.uuid().optional(),
  limit: z.number().int().min(1).max(100).default(30),
});
export const markNoticeReadInput = z.object({ noticeId: z.uuid() });

const noticeSelect = {
  id: true,
  organizationId: true,
  projectId: true,
  integrationId: true,
  destinationIds: true,
  title: true,
  sentence: true,
  createdAt: true,
  mendedAt: true,
  project: { select: { name: true } },
} satisfies Prisma.NoticeSelect;

/**
 * What was told to the person, newest first. What they have lost access to since is told no more, and an owner of the
 * connection hears of projects that they are not in only that something there broke.
 */
export async function listNotices(ctx: Context, input: z.output<typeof listNoticesInput>) {
  const userId = requireUser(ctx).id;
  const { before, after, limit } = input;
  const rows = await ctx.db.notice.findMany({
    where: {
      ...toldTo(ctx, userId),
      ...(after ? { id: { gt: after } } : before ? { id: { lt: before } } : {}),
    },
    select: { ...noticeSelect, recipients: { where: { userId }, select: { readAt: true } } },
    orderBy: { id: after ? "asc" : "desc" },
    take: limit + 1,
  });
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (after) page.reverse();
  const seen = await visibleProjects(ctx, page);
  const notices = page.map(({ recipients, ...row }) => ({
    id: row.id,
    createdAt: row.createdAt,
    mendedAt: row.mendedAt,
    read: recipients[0]?.readAt !== null,
    ...(row.projectId === null || seen.has(row.projectId) ? whatIsSeen(row) : whatTheOwnerSees(row)),
  }));
  return {
    notices,
    older: after || more ? (page.at(-1)?.id ?? null) : null,
    newer: (after ? more : before) ? (page[0]?.id ?? null) : null,
  };
}

type Row = Prisma.NoticeGetPayload<{ select: typeof noticeSelect }>;

async function visibleProjects(ctx: Context, rows: readonly Row[]): Promise<Set<string>> {
  const ids = rows.flatMap(({ projectId }) => projectId ?? []);
  const projects = await ctx.db.project.findMany({
    where: { AND: [visibleTo(ctx)], id: { in: ids } },
    select: { id: true },
  });
  return new Set(projects.map(({ id }) => id));
}

const whatIsSeen = ({ title, sentence, project, ...row }: Row) => ({
  title,
  sentence,
  projectName: project?.name ?? null,
  path: pathOf(row),
});

const whatTheOwnerSees = ({ organizationId }: Row) => ({
  title: "A destination needs attention",
  sentence:
    "It goes through a workspace that you connected, in a project that you are not in. The project's admins are told too.",
  projectName: null,
  path: `/organizations/${organizationId}/integrations`,
});

/** How many notices the person has not read about what is still broken. */
export async function countNotices(ctx: Context): Promise<{ unread: number }> {
  const userId = requireUser(ctx).id;
  const unread = await ctx.db.notice.count({
    where: { ...toldTo(ctx, userId, { readAt: null }), mendedAt: null },
  });
  return { unread };
}

/** Marks a notice as read, for the person alone; one that was not told to them stays as it is. */
export async function markNoticeRead(ctx: Context, { noticeId }: z.output<typeof markNoticeReadInput>) {
  const { count } = await ctx.db.noticeRecipient.updateMany({
    where: { userId: requireUser(ctx).id, noticeId, readAt: null },
    data: { readAt: ctx.clock.now() },
  });
  return { count };
}

/** Marks everything that was told to the person as read. */
export async function markAllNoticesRead(ctx: Context) {
  const userId = requireUser(ctx).id;
  const { count } = await ctx.db.noticeRecipient.updateMany({
    where: { userId, readAt: null },
    data: { readAt: ctx.clock.now() },
  });
  return { count };
}

function toldTo(ctx: Context, userId: string, unread?: { readAt: null }): Prisma.NoticeWhereInput {
  const recipient = { userId, ...unread };
  const inOrganization = { organization: { members: { some: { userId } } } };
  return {
    OR: [
      { recipients: { some: recipient }, project: visibleTo(ctx) },
      { recipients: { some: recipient }, integration: inOrganization },
      { recipients: { some: { ...recipient, asOwner: true } }, project: inOrganization },
    ],
  };
}

/** The page where it is mended. */
function pathOf({
  organizationId,
  projectId,
  integrationId,
  destinationIds,
}: Pick<Row, "organizationId" | "projectId" | "integrationId" | "destinationIds">): string {
  if (integrationId) return `/organizations/${organizationId}/integrations/${integrationId}`;
  const [first] = destinationIds;
  return destinationIds.length === 1
    ? `/projects/${projectId}/notifications/${first}`
    : `/projects/${projectId}`;
}
