import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { lockSubscriptions } from "#server/subscriptions/record-revision.ts";

export const setFallbackInput = z.object({
  projectId: z.uuid(),
  /** Null for none. */
  destinationId: z.uuid().nullable(),
});

/** Names the destination where a project is told that another one is broken, or none. */
export async function setFallback(ctx: Context, input: z.output<typeof setFallbackInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "notification:manage", tx);
    await lockSubscriptions(tx, project.id);
    const before = await tx.project.findUniqueOrThrow({
      where: { id: project.id },
      select: { fallback: { select: { id: true, name: true } } },
    });
    const next =
      input.destinationId === null
        ? null
        : await tx.destination.findFirst({
            where: { id: input.destinationId, projectId: project.id, deletedAt: null },
            select: { id: true, name: true },
          });
    if (input.destinationId !== null && !next) throw notFound("destination");
    if ((before.fallback?.id ?? null) === (next?.id ?? null)) return { fallback: next };
    await tx.project.update({
      where: { id: project.id },
      data: { fallbackDestinationId: next?.id ?? null },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "project.fallback-changed",
      target: { kind: "project", id: project.id, name: project.name },
      before: { fallback: before.fallback?.name ?? null },
      after: { fallback: next?.name ?? null },
    });
    return { fallback: next };
  });
}
