import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { organizationRoleMay } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import { endsSoon, standingOf } from "#server/identities/standing.ts";

export const listIdentitiesInput = z.object({ organizationId: z.uuid() });

/** The machine identities of an organization by name. */
export async function listIdentities(ctx: Context, input: z.output<typeof listIdentitiesInput>) {
  const { organization, role } = await requireOrganization(ctx, input.organizationId, "identity:read");
  const now = ctx.clock.now();
  const rows = await ctx.db.machineIdentity.findMany({
    where: { organizationId: organization.id },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: {
      id: true,
      name: true,
      role: true,
      disabledAt: true,
      lastUsedAt: true,
      createdAt: true,
      projects: { orderBy: { project: { name: "asc" } }, select: { project: { select: { name: true } } } },
      clientSecrets: {
        where: { revokedAt: null },
        select: { revokedAt: true, expiresAt: true, usesMax: true, uses: true },
      },
    },
  });
  return {
    identities: rows.map(({ projects, clientSecrets, disabledAt, ...identity }) => {
      const active = clientSecrets.filter((one) => standingOf(one, now) === "active");
      const ends = active.map(({ expiresAt }) => expiresAt).filter((end) => endsSoon(end, now));
      return {
        ...identity,
        enabled: disabledAt === null,
        projects: projects.map(({ project }) => project.name),
        clientSecrets: active.length,
        /** When the first client secret ends, where that is soon. */
        expiresSoonAt: ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime()))),
        expiringSoon: ends.length,
      };
    }),
    mayManage: role === null || organizationRoleMay(role, "identity:manage", organization),
  };
}
