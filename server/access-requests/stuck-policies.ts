import { livingPolicies, memberIds } from "#server/access-requests/policies.ts";
import { mayReview, projectPeople } from "#server/access-requests/project-people.ts";
import type { Db } from "#server/db/client.ts";

/** A policy under which nothing can be approved: fewer of its approvers may decide now than it needs approvals. */
export type StuckPolicy = { id: string; name: string; required: number; able: number; pending: number };

/** The policies of a project that are stuck since people left it or got other roles, with what waits under each. */
export async function findStuckPolicies(
  db: Db,
  project: { id: string; organizationId: string },
): Promise<StuckPolicy[]> {
  const policies = await livingPolicies(db, project.id);
  if (policies.length === 0) return [];
  const people = await projectPeople(db, project);
  const stuck = policies
    .map((policy) => ({
      id: policy.id,
      name: policy.name,
      required: policy.requiredApprovals,
      able: memberIds(policy, "approver").filter((userId) => mayReview(people, userId)).length,
    }))
    .filter(({ able, required }) => able < required);
  if (stuck.length === 0) return [];
  const pending = await db.accessRequest.groupBy({
    by: ["policyId"],
    where: { projectId: project.id, status: "pending", policyId: { in: stuck.map(({ id }) => id) } },
    _count: true,
  });
  return stuck.map((policy) => ({
    ...policy,
    pending: pending.find(({ policyId }) => policyId === policy.id)?._count ?? 0,
  }));
}
