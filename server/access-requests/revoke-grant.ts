import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, forbidden, notFound } from "#server/errors.ts";
import { grantState, isActiveAt } from "#server/access-requests/active-grants.ts";

export const revokeGrantInput = z.object({ projectId: z.uuid(), grantId: z.uuid() });

/** Ends a grant before its time; project admins may, and the person who has it. */
export async function revokeGrant(ctx: Context, input: z.output<typeof revokeGrantInput>) {
  const actor = requireUser(ctx);
  return ctx.db.$transaction(async (tx) => {
    const { project, role, ability } = await requireProject(ctx, input.projectId, "access-request:read", tx);
    const grant = await tx.accessGrant.findFirst({
      where: { id: input.grantId, projectId: project.id },
      select: {
        id: true,
        userId: true,
        requestId: true,
        environment: true,
        secretPath: true,
        permissions: true,
        endsAt: true,
        revokedAt: true,
        user: { select: { name: true, email: true } },
      },
    });
    if (!grant || !mayAt(ability, "access-request:read", grant)) throw notFound("grant");
    if (role !== "admin" && grant.userId !== actor.id) {
      throw forbidden("Only a project admin or the person who has this access may end it.");
    }
    const now = ctx.clock.now();
    const { count } = await tx.accessGrant.updateMany({
      where: { id: grant.id, projectId: project.id, ...isActiveAt(now) },
      data: { revokedAt: now, revokedById: actor.id, revokedBy: actor.name },
    });
    if (count === 0) {
      throw conflict(
        grantState(grant, now) === "ended"
          ? "This access has ended by itself already."
          : "This access has been revoked already.",
      );
    }
    const { environment, secretPath, permissions } = grant;
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "access-grant.revoked",
      target: { kind: "access-grant", id: grant.id, name: `${environment} ${secretPath}` },
      before: {
        requestId: grant.requestId,
        person: grant.user,
        permissions,
        endsAt: grant.endsAt?.toISOString() ?? "never",
      },
    });
    return { id: grant.id, revokedAt: now };
  });
}
