import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { notFound } from "#server/errors.ts";
import { lockPolicies, patiently } from "#server/access-requests/lock-requests.ts";
import { movePendingRequests } from "#server/access-requests/move-pending-requests.ts";
import { memberIds, type PolicyRow, policySelect } from "#server/access-requests/policies.ts";
import { type PolicyFields, policyFieldsSchema } from "#server/access-requests/policy-fields.ts";
import {
  auditedPolicy,
  checkPolicy,
  policyColumns,
  policyMembers,
} from "#server/access-requests/save-policy.ts";

export const updatePolicyInput = policyFieldsSchema.extend({ projectId: z.uuid(), policyId: z.uuid() });

/**
 * Replaces a policy's rules. They count at once: pending requests move to the policy that now covers them, and where
 * the rules of approval changed, approvals start again. Refused when a pending request would be left without a policy.
 */
export async function updatePolicy(ctx: Context, input: z.output<typeof updatePolicyInput>) {
  const updated = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "access-policy:manage", tx);
    await lockPolicies(tx, project.id, "change");
    const policy = await tx.accessPolicy.findFirst({
      where: { id: input.policyId, projectId: project.id, deletedAt: null },
      select: policySelect,
    });
    if (!policy) throw notFound("access approval policy");
    await checkPolicy(tx, project, input, policy.id);
    const before = fieldsOf(policy);
    await tx.accessPolicy.update({
      where: { id: policy.id },
      data: { ...policyColumns(input), members: { deleteMany: {}, create: policyMembers(input) } },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "access-policy.updated",
      target: { kind: "access-policy", id: policy.id, name: input.name },
      before: auditedPolicy(before),
      after: auditedPolicy(input),
    });
    const changedId = approvalRulesChanged(before, input) ? policy.id : undefined;
    return { id: policy.id, restarted: await movePendingRequests(tx, ctx, project, changedId) };
  }, patiently);
  if (updated.restarted > 0) ctx.kick.sequencer();
  return updated;
}

function fieldsOf(policy: PolicyRow): PolicyFields {
  return {
    ...policy,
    approverIds: memberIds(policy, "approver"),
    bypasserIds: memberIds(policy, "bypasser"),
  };
}

/** Whether approvals given under the old rules may not stand for the new ones. */
export function approvalRulesChanged(before: PolicyFields, after: PolicyFields): boolean {
  return (
    before.requiredApprovals !== after.requiredApprovals ||
    before.allowSelfApproval !== after.allowSelfApproval ||
    [...before.approverIds].sort().join() !== [...after.approverIds].sort().join()
  );
}
