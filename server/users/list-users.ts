import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { escapeLike } from "#server/db/escape-like.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { pageByName, pageByNameShape, queryByName } from "#server/users/pages-by-name.ts";

export const listUsersInput = z.object({
  /** Part of a name or an e-mail address. */
  text: z.string().trim().max(200).optional(),
  state: z.enum(["active", "disabled", "instance-admin"]).optional(),
  ...pageByNameShape,
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
  const found = await ctx.db.user.findMany({
    where: whereOf(input),
    ...queryByName(input),
    select: rowSelect,
  });
  const { rows, previous, next } = pageByName(found, input);
  const seen = await lastSeen(
    ctx,
    rows.map((row) => row.id),
  );
  return {
    users: rows.map(({ _count, disabledAt, ...row }) => ({
      ...row,
      disabled: disabledAt !== null,
      organizations: _count.organizations,
      lastSeenAt: seen.get(row.id) ?? null,
    })),
    me: requireUser(ctx).id,
    /** Cursors of the neighbouring pages, null where there is none. */
    previous,
    next,
  };
}

function whereOf({ text, state }: z.output<typeof listUsersInput>): Prisma.UserWhereInput {
  const contains = text ? { contains: escapeLike(text), mode: "insensitive" as const } : null;
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
