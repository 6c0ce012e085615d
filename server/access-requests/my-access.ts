import { z } from "zod";
import { type ProjectAccess, requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { invalid } from "#server/errors.ts";
import { isActiveAt } from "#server/access-requests/active-grants.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { askedPathSchema, secretPermissions } from "#server/access-requests/fields.ts";
import { secretAccess, type SecretStanding } from "#server/access-requests/secret-access.ts";

export const myAccessInput = z.object({
  projectId: z.uuid(),
  environment: z.string().min(1, "Choose an environment."),
  secretPath: askedPathSchema,
});

/** What the asker may do with the secrets of a path or glob now, and through what. */
export async function myAccess(ctx: Context, input: z.output<typeof myAccessInput>) {
  const access = await requireProject(ctx, input.projectId, "project:read");
  const environments = await environmentSlugs(ctx.db, access.project.id);
  if (!environments.includes(input.environment)) {
    throw invalid(
      "environment",
      `This project has no environment ${input.environment}. Choose one of ${environments.join(", ")}.`,
    );
  }
  const standing = await secretStanding(ctx.db, ctx, access);
  return secretPermissions.map((permission) => ({
    permission,
    ...secretAccess(standing, permission, input),
  }));
}

/** What decides the actor's access to secrets, as it stands in this moment: ended and revoked grants are left out. */
export async function secretStanding(
  tx: Db | Tx,
  ctx: Context,
  { project, role, ability }: ProjectAccess,
): Promise<SecretStanding> {
  const now = ctx.clock.now();
  const { actor } = ctx;
  const grants =
    actor?.kind === "user"
      ? await tx.accessGrant.findMany({
          where: { AND: [{ projectId: project.id, userId: actor.id }, isActiveAt(now)] },
          select: {
            id: true,
            environment: true,
            secretPath: true,
            permissions: true,
            endsAt: true,
            revokedAt: true,
          },
          orderBy: [{ endsAt: { sort: "desc", nulls: "first" } }, { id: "asc" }],
        })
      : [];
  const policies = await tx.accessPolicy.findMany({
    where: { projectId: project.id, deletedAt: null },
    select: { environments: true, pathGlob: true },
  });
  return { ability, isProjectAdmin: role === "admin" || role === "system", grants, policies, now };
}
