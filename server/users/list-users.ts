import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const cursorSchema = z.uuid("This page's address is not complete. Open the list anew.");

export const listUsersInput = z.object({
  /** Part of a name or an e-mail address. */
  text: z.string().trim().max(200).optional(),
  state: z.enum(["active", "disabled", "instance-admin"]).optional(),
  /** The page before this person. */
  before: cursorSchema.optional(),
  /** The page after this person; counts only without `before`. */
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

const rowSelect = {
  id: true,
  name: true,
  email: true,
  isInstanceAdmin: true,
  disabledAt: true,
  createdAt: true,
  _count: { select: { organizations: true } },
} satisfies Prisma.UserSelect;

/** Everybody with an account, by name, by filter and page. */
export async function listUsers(ctx: Context, input: z.output<typeof listUsersInput>) {
  requireInstance(ctx, "user:manage");
  const back = input.before !== undefined;
  const cursor = input.before ?? input.after;
  const rows = await ctx.db.user.findMany({
    where: whereOf(input),
    orderBy: [{ name: back ? "desc" : "asc" }, { id: back ? "desc" : "asc" }],
    ...(cursor ? { cursor: { id: cursor }, skip: 1 } : {}),
    take: input.limit + 1,
    select: rowSelect,
  });
  const more = rows.length > input.limit;
  const page = rows.slice(0, input.limit);
  if (back) page.reverse();
  const seen = await lastSeen(
    ctx,
    page.map((row) => row.id),
  );
  const first = page[0]?.id ?? null;
  const last = page.at(-1)?.id ?? null;
  return {
    users: page.map(({ _count, disabledAt, ...row }) => ({
      ...row,
      disabled: disabledAt !== null,
      organizations: _count.organizations,
      lastSeenAt: seen.get(row.id) ?? null,
    })),
    me: requireUser(ctx).id,
    /** Cursors of the neighbouring pages, null where there is none. */
    previous: back ? (more ? first : null) : cursor ? first : null,
    next: back || more ? last : null,
  };
}

function whereOf({ text, state }: z.output<typeof listUsersInput>): Prisma.UserWhereInput {
  const contains = text ? { contains: text, mode: "insensitive" as const } : null;
  return {
    ...(contains ? { OR: [{ name: contains }, { email: contains }] } : {}),
    ...(state === "disabled" ? { disabledAt: { not: null } } : {}),
    ...(state === "active" ? { disabledAt: null } : {}),
    ...(state === "instance-admin" ? { isInstanceAdmin: true } : {}),
  };
}

/** When each of these people was last seen in a session. */
async function lastSeen(ctx: Context, userIds: string[]): Promise<Map<string, Date>> {
  const groups = await ctx.db.session.groupBy({
    by: ["userId"],
    where: { userId: { in: userIds } },
    _max: { lastSeenAt: true },
  });
  return new Map(
    groups.flatMap(({ userId, _max }) => (_max.lastSeenAt ? [[userId, _max.lastSeenAt] as const] : [])),
  );
}
