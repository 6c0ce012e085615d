import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { placeOf } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { decideReview } from "#server/access-requests/decide-review.ts";
import { noteSchema } from "#server/access-requests/fields.ts";
import { loadRequest, unlessRefused } from "#server/access-requests/load-request.ts";
import { lockPolicies, lockRequest, patiently } from "#server/access-requests/lock-requests.ts";
import { auditRequest } from "#server/access-requests/request-audit.ts";
import { emitReviewed } from "#server/access-requests/request-events.ts";
import { startGrant } from "#server/access-requests/start-grant.ts";

export const reviewRequestInput = z.object({
  projectId: z.uuid(),
  requestId: z.uuid(),
  /** The revision that the reviewer saw. */
  revision: z.int().min(1),
  decision: z.enum(["approve", "reject", "break_glass"]),
  comment: noteSchema.default(""),
});

const actions = { approved: "approved", rejected: "rejected", break_glass: "granted-past-policy" } as const;

/** Approves, rejects, or grants past the policy. Access starts with the last approval that is needed. */
export async function reviewRequest(ctx: Context, input: z.output<typeof reviewRequestInput>) {
  const reviewer = requireUser(ctx);
  const reviewed = await ctx.db.$transaction(async (tx) => {
    const access = await requireProject(ctx, input.projectId, "access-request:review", tx);
    const { project, role } = access;
    await lockPolicies(tx, project.id, "read");
    await lockRequest(tx, project.id, input.requestId);
    const { request, state } = await loadRequest(tx, access, input.requestId);
    await requireProject(ctx, project.id, "access-request:review", tx, placeOf(request));
    const verdict = unlessRefused(
      decideReview(state, { id: reviewer.id, isProjectAdmin: role === "admin" }, input),
    );
    const now = ctx.clock.now();
    await tx.accessReview.create({
      data: {
        id: newId(),
        requestId: request.id,
        reviewerId: reviewer.id,
        revision: request.revision,
        decision: verdict.decision,
        comment: input.comment,
        createdAt: now,
      },
      select: { id: true },
    });
    if (verdict.status !== "pending") {
      await tx.accessRequest.update({
        where: { id: request.id },
        data: { status: verdict.status, decidedAt: now, breakGlass: verdict.decision === "break_glass" },
        select: { id: true },
      });
    }
    const grant = verdict.status === "approved" ? await startGrant(tx, ctx, request) : null;
    const { decision, approvalsNeeded, status } = verdict;
    await auditRequest(tx, ctx, project, request, {
      action: actions[decision],
      before: { status: request.status },
      after: {
        status,
        comment: input.comment,
        approvalsNeeded,
        ...(grant ? { grantEndsAt: grant.endsAt?.toISOString() ?? "never" } : {}),
      },
    });
    await emitReviewed(tx, ctx, request, { reviewer, decision, comment: input.comment, approvalsNeeded });
    return { id: request.id, status, approvalsNeeded };
  }, patiently);
  ctx.kick.sequencer();
  return reviewed;
}
