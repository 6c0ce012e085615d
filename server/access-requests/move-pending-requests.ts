import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";
import { findPolicy } from "#server/access-requests/find-policy.ts";
import { type RequestRow, requestSelect } from "#server/access-requests/load-request.ts";
import { lockPendingRequests } from "#server/access-requests/lock-requests.ts";
import { livingPolicies } from "#server/access-requests/policies.ts";
import { auditedAsk, auditRequest } from "#server/access-requests/request-audit.ts";
import { emitUpdated } from "#server/access-requests/request-events.ts";
import { editorOf } from "#server/access-requests/save-policy.ts";
import { writeEdit } from "#server/access-requests/write-revision.ts";

/**
 * After a change of policies: every pending request goes to the policy that covers it now, as an edit that starts its
 * approvals again; so do approved-in-part requests of the policy whose rules of approval changed.
 * @returns how many requests started again.
 * @throws conflict when a request would be left without one policy.
 */
export async function movePendingRequests(
  tx: Tx,
  ctx: Context,
  project: { id: string; organizationId: string },
  changedPolicyId?: string,
): Promise<number> {
  await lockPendingRequests(tx, project.id);
  const pending = await tx.accessRequest.findMany({
    where: { projectId: project.id, status: "pending" },
    select: requestSelect,
    orderBy: { id: "asc" },
  });
  if (pending.length === 0) return 0;
  const policies = await livingPolicies(tx, project.id);
  const found = pending.map((request) => ({
    request,
    coverage: findPolicy(policies, request.environment, request.secretPath),
  }));
  const stranded = found.filter((f) => f.coverage.kind !== "covered").map((f) => f.request);
  if (stranded.length > 0) throw conflict(strandedSentence(stranded), "pathGlob");
  let restarted = 0;
  for (const { request, coverage } of found) {
    if (coverage.kind !== "covered") continue;
    const { policy } = coverage;
    const moved = policy.id !== request.policy.id;
    const reviewed = request.reviews.some((r) => r.revision === request.revision);
    if (!moved && !(reviewed && policy.id === changedPolicyId)) continue;
    const editorNote = moved
      ? `The policy ${policy.name} covers this path now. Approvals start again.`
      : `The policy ${policy.name} was changed. Approvals start again.`;
    await restart(tx, ctx, project, { request, policy, editorNote });
    restarted += 1;
  }
  return restarted;
}

async function restart(
  tx: Tx,
  ctx: Context,
  project: { id: string; organizationId: string },
  change: { request: RequestRow; policy: { id: string; name: string }; editorNote: string },
): Promise<void> {
  const { request, policy, editorNote } = change;
  const asked = auditedAsk(request);
  const revision = request.revision + 1;
  await writeEdit(tx, ctx, request.id, { ...asked, policyId: policy.id, revision, editorNote });
  await auditRequest(tx, ctx, project, request, {
    action: "updated",
    before: { policy: request.policy.name, revision: request.revision },
    after: { policy: policy.name, revision, editorNote },
  });
  await emitUpdated(tx, ctx, request, { editor: editorOf(ctx), editorNote });
}

function strandedSentence(stranded: readonly RequestRow[]): string {
  const [first] = stranded;
  const example = first ? `${first.requester.name} for ${first.secretPath} in ${first.environment}` : "";
  const who =
    stranded.length === 1
      ? `The pending request of ${example}`
      : `${stranded.length} pending requests (such as the one of ${example})`;
  return `${who} would no longer be covered by one policy. Decide or cancel ${stranded.length === 1 ? "it" : "them"} first, or choose another path or other environments.`;
}
