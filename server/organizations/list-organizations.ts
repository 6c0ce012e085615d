import { z } from "zod";
import { requireInstance } from "#server/authz/access.ts";
import { plans } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";

const cursorSchema = z.uuid("This page's address is not complete. Open the list anew.");

export const listOrganizationsInput = z.object({
  /** Part of the name. */
  text: z.string().trim().max(200).optional(),
  plan: z.enum(plans).optional(),
  before: cursorSchema.optional(),
  after: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
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
  const back = input.before !== undefined;
  const cursor = input.before ?? input.after;
  const rows = await ctx.db.organization.findMany({
    where: {
      ...(input.text ? { name: { contains: input.text, mode: "insensitive" } } : {}),
      ...(input.plan ? { plan: input.plan } : {}),
    },
    orderBy: [{ name: back ? "desc" : "asc" }, { id: back ? "desc" : "asc" }],
    ...(cursor ? { cursor: { id: cursor }, skip: 1 } : {}),
    take: input.limit + 1,
    select: rowSelect,
  });
  const more = rows.length > input.limit;
  const page = rows.slice(0, input.limit);
  if (back) page.reverse();
  const first = page[0]?.id ?? null;
  const last = page.at(-1)?.id ?? null;
  return {
    organizations: page.map(({ _count, members, ...row }) => ({
      ...row,
      hasOwner: members.length > 0,
      members: _count.members,
      projects: _count.projects,
      integrations: _count.integrations,
    })),
    /** What a new organization gets unless another plan is chosen. */
    defaultPlan: ctx.env.defaultPlan,
    /** Cursors of the neighbouring pages, null where there is none. */
    previous: back ? (more ? first : null) : cursor ? first : null,
    next: back || more ? last : null,
  };
}
