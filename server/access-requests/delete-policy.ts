import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, notFound } from "#server/errors.ts";
import { writeCancellation } from "#server/access-requests/cancel-request.ts";
import { requestSelect } from "#server/access-requests/load-request.ts";
import { lockPendingRequests, lockPolicies, patiently } from "#server/access-requests/lock-requests.ts";

export const deletePolicyInput = z.object({
  projectId: z.uuid(),
  policyId: z.uuid(),
  /** Cancels the policy's pending requests in the same step; without it they stand in the way. */
  cancelPending: z.boolean().default(false),
});

/** Deletes a policy; requests and grants that came of it stay to be read, and grants last until they end. */
export async function deletePolicy(ctx: Context, input: z.output<typeof deletePolicyInput>) {
  const actor = requireUser(ctx);
  const deleted = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "access-policy:manage", tx);
    await lockPolicies(tx, project.id, "change");
    const policy = await tx.accessPolicy.findFirst({
      where: { id: input.policyId, projectId: project.id, deletedAt: null },
      select: { id: true, name: true },
    });
    if (!policy) throw notFound("access approval policy");
    await lockPendingRequests(tx, project.id);
    const pending = await tx.accessRequest.findMany({
      where: { projectId: project.id, policyId: policy.id, status: "pending" },
      select: requestSelect,
      orderBy: { id: "asc" },
    });
    if (pending.length > 0 && !input.cancelPending) {
      const what = pending.length === 1 ? "One request waits" : `${pending.length} requests wait`;
      throw conflict(
        `${what} for a decision under the policy ${policy.name}. Decide them first, or delete the policy and cancel them in the same step.`,
        "cancelPending",
      );
    }
    const comment = `The policy ${policy.name} was deleted.`;
    for (const request of pending) await writeCancellation(tx, ctx, project, { request, actor, comment });
    await tx.accessPolicy.update({
      where: { id: policy.id },
      data: { deletedAt: ctx.clock.now() },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "access-policy.deleted",
      target: { kind: "access-policy", id: policy.id, name: policy.name },
      after: { cancelledRequests: pending.length },
    });
    return { id: policy.id, cancelledRequests: pending.length };
  }, patiently);
  if (deleted.cancelledRequests > 0) ctx.kick.sequencer();
  return deleted;
}
