import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { placeOf } from "#server/authz/place-where.ts";
import { type Context, requireUser, type UserActor } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";
import { decideCancel } from "#server/access-requests/decide-edit.ts";
import { noteSchema } from "#server/access-requests/fields.ts";
import { loadRequest, type RequestRow, unlessRefused } from "#server/access-requests/load-request.ts";
import { lockPolicies, lockRequest, patiently } from "#server/access-requests/lock-requests.ts";
import { auditRequest } from "#server/access-requests/request-audit.ts";
import { emitReviewed } from "#server/access-requests/request-events.ts";

export const cancelRequestInput = z.object({
  projectId: z.uuid(),
  requestId: z.uuid(),
  comment: noteSchema.default(""),
});

/** Takes a pending request back; its requester and project admins may. */
export async function cancelRequest(ctx: Context, input: z.output<typeof cancelRequestInput>) {
  const actor = requireUser(ctx);
  const cancelled = await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "access-request:create", tx);
    const { project, role } = access;
    await lockPolicies(tx, project.id, "read");
    await lockRequest(tx, project.id, input.requestId);
    const { request, state } = await loadRequest(tx, access, input.requestId);
    await requireProject(ctx, project.id, "access-request:create", tx, placeOf(request));
    unlessRefused(decideCancel(state, { id: actor.id, isProjectAdmin: role === "admin" }));
    await writeCancellation(tx, ctx, project, { request, actor, comment: input.comment });
    return { id: request.id, status: "cancelled" as const };
  }, patiently);
  ctx.kick.sequencer();
  return cancelled;
}

/** Writes, audits and tells the cancellation of a locked, pending request. */
export async function writeCancellation(
  tx: Tx,
  ctx: Context,
  project: { id: string; organizationId: string },
  { request, actor, comment }: { request: RequestRow; actor: UserActor; comment: string },
): Promise<void> {
  const now = ctx.clock.now();
  await tx.accessReview.create({
    data: {
      id: newId(),
      requestId: request.id,
      reviewerId: actor.id,
      revision: request.revision,
      decision: "cancelled",
      comment,
      createdAt: now,
    },
    select: { id: true },
  });
  await tx.accessRequest.update({
    where: { id: request.id },
    data: { status: "cancelled", decidedAt: now },
    select: { id: true },
  });
  await auditRequest(tx, ctx, project, request, {
    action: "cancelled",
    before: { status: request.status },
    after: { status: "cancelled", comment },
  });
  await emitReviewed(tx, ctx, request, {
    reviewer: actor,
    decision: "cancelled",
    comment,
    approvalsNeeded: 0,
  });
}
