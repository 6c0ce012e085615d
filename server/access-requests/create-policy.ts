import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { lockPolicies, patiently } from "#server/access-requests/lock-requests.ts";
import { movePendingRequests } from "#server/access-requests/move-pending-requests.ts";
import { policyFieldsSchema } from "#server/access-requests/policy-fields.ts";
import {
  auditedPolicy,
  checkPolicy,
  policyColumns,
  policyMembers,
} from "#server/access-requests/save-policy.ts";

export const createPolicyInput = policyFieldsSchema.extend({ projectId: z.uuid() });

/**
 * Makes an access approval policy. From then on the paths it covers need a grant; pending requests that it covers
 * more closely than their policy move to it, and their approvals start again.
 */
export async function createPolicy(ctx: Context, input: z.output<typeof createPolicyInput>) {
  const created = await ctx.db.$transaction(async (tx) => {
    const { project } = await requireProject(ctx, input.projectId, "access-policy:manage", tx);
    await lockPolicies(tx, project.id, "change");
    await checkPolicy(tx, project, input);
    const id = newId();
    await tx.accessPolicy.create({
      data: {
        id,
        projectId: project.id,
        ...policyColumns(input),
        createdAt: ctx.clock.now(),
        members: { create: policyMembers(input) },
      },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: project.organizationId,
      projectId: project.id,
      action: "access-policy.created",
      target: { kind: "access-policy", id, name: input.name },
      after: auditedPolicy(input),
    });
    const restarted = await movePendingRequests(tx, ctx, project);
    return { id, restarted };
  }, patiently);
  if (created.restarted > 0) ctx.kick.sequencer();
  return created;
}
