import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { environmentSlugs } from "#server/access-requests/environment-slugs.ts";
import { unlessRefused } from "#server/access-requests/load-request.ts";
import { livingPolicies } from "#server/access-requests/policies.ts";
import { decidePolicy, type PolicyFields } from "#server/access-requests/policy-fields.ts";
import { mayReview, projectPeople } from "#server/access-requests/project-people.ts";

/** The columns of a policy's fields. */
export function policyColumns(fields: PolicyFields) {
  const { name, environments, pathGlob, requiredApprovals, allowSelfApproval, maxDurationSeconds } = fields;
  return { name, environments, pathGlob, requiredApprovals, allowSelfApproval, maxDurationSeconds };
}

/** The rows of a policy's people. */
export function policyMembers(fields: PolicyFields) {
  return [
    ...fields.approverIds.map((userId) => ({ userId, kind: "approver" as const })),
    ...fields.bypasserIds.map((userId) => ({ userId, kind: "bypasser" as const })),
  ];
}

/** Refuses fields that do not fit the project. The project's policies must be locked. */
export async function checkPolicy(
  tx: Tx,
  project: { id: string; organizationId: string },
  fields: PolicyFields,
  policyId?: string,
): Promise<void> {
  const people = await projectPeople(tx, project);
  const policies = await livingPolicies(tx, project.id);
  unlessRefused(
    decidePolicy(fields, {
      environments: await environmentSlugs(tx, project.id),
      reviewerIds: new Set([...people.keys()].filter((id) => mayReview(people, id))),
      otherNames: policies.filter((p) => p.id !== policyId).map((p) => p.name),
    }),
  );
}

/** A policy for the audit log: columns and people by id. */
export function auditedPolicy(fields: PolicyFields) {
  return { ...policyColumns(fields), approverIds: fields.approverIds, bypasserIds: fields.bypasserIds };
}

/** Who changes a policy, as events tell it. */
export function editorOf(ctx: Context): { name: string; email: string } {
  const actor = ctx.actor;
  return { name: actor?.name ?? "", email: actor?.kind === "user" ? actor.email : "" };
}
