import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import { plans } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import { escapeLike } from "#server/db/escape-like.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { pageByName, pageByNameShape, queryByName } from "#server/users/pages-by-name.ts";

export const listOrganizationsInput = z.object({
  /** Part of the name. */
  text: z.string().trim().max(200).optional(),
  plan: z.enum(plans).optional(),
  ...pageByNameShape,
});

const rowSelect = {
  id: true,
  name: true,
  plan: true,
  createdAt: true,
  _count: { select: { members: true, projects: true, integrations: true } },
  members: { where: { role: "owner", user: { disabledAt: null } }, select: { userId: true }, take: 1 },
} satisfies Prisma.OrganizationSelect;

/** Every organization of the instance, by name, by filter and page; numbers, and nothing of what is inside. */
export async function listOrganizations(ctx: Context, input: z.output<typeof listOrganizationsInput>) {
  requireInstance(ctx, "organization:manage");
  const found = await ctx.db.organization.findMany({
    where: {
      ...(input.text ? { name: { contains: escapeLike(input.text), mode: "insensitive" } } : {}),
      ...(input.plan ? { plan: input.plan } : {}),
    },
    ...queryByName(input),
    select: rowSelect,
  });
  const { rows, previous, next } = pageByName(found, input);
  return {
    organizations: rows.map(({ _count, members, ...row }) => ({
      ...row,
      hasOwner: members.length > 0,
      members: _count.members,
      projects: _count.projects,
      integrations: _count.integrations,
    })),
    /** What a new organization gets unless another plan is chosen. */
    defaultPlan: ctx.env.defaultPlan,
    /** Cursors of the neighbouring pages, null where there is none. */
    previous,
    next,
  };
}
