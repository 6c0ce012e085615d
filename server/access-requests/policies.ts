import type { Db, Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";

/** What is read of a policy wherever it decides something. */
export const policySelect = {
  id: true,
  name: true,
  environments: true,
  pathGlob: true,
  requiredApprovals: true,
  allowSelfApproval: true,
  maxDurationSeconds: true,
  createdAt: true,
  deletedAt: true,
  members: { select: { kind: true, userId: true, user: { select: { name: true, email: true } } } },
} satisfies Prisma.AccessPolicySelect;
export type PolicyRow = Prisma.AccessPolicyGetPayload<{ select: typeof policySelect }>;

/** The policies of a project that are not deleted, oldest first. */
export async function livingPolicies(tx: Db | Tx, projectId: string): Promise<PolicyRow[]> {
  return tx.accessPolicy.findMany({
    where: { projectId, deletedAt: null },
    select: policySelect,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

/** Ids of a policy's people of one kind. */
export function memberIds(policy: PolicyRow, kind: "approver" | "bypasser"): string[] {
  return policy.members.filter((m) => m.kind === kind).map((m) => m.userId);
}
