import type { ProjectAccess } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import type { Db, Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { AppError, notFound } from "#server/errors.ts";
import { memberIds, type PolicyRow, policySelect } from "#server/access-requests/policies.ts";
import { mayReview, type ProjectPerson, projectPeople } from "#server/access-requests/project-people.ts";
import type { Refusal, RequestState } from "#server/access-requests/request-state.ts";

export const requestSelect = {
  id: true,
  projectId: true,
  requesterId: true,
  environment: true,
  secretPath: true,
  permissions: true,
  durationSeconds: true,
  note: true,
  editorNote: true,
  status: true,
  revision: true,
  breakGlass: true,
  createdAt: true,
  updatedAt: true,
  decidedAt: true,
  requester: { select: { id: true, name: true, email: true } },
  policy: { select: policySelect },
  reviews: {
    select: {
      id: true,
      reviewerId: true,
      revision: true,
      decision: true,
      comment: true,
      createdAt: true,
      reviewer: { select: { name: true, email: true } },
    },
    orderBy: { id: "asc" },
  },
} satisfies Prisma.AccessRequestSelect;
export type RequestRow = Prisma.AccessRequestGetPayload<{ select: typeof requestSelect }>;

/** A request of this project with what decides about it; *not found* for any other, and where one may not read it. */
export async function loadRequest(
  tx: Db | Tx,
  { project, ability }: Pick<ProjectAccess, "project" | "ability">,
  requestId: string,
): Promise<{ request: RequestRow; state: RequestState; people: Map<string, ProjectPerson> }> {
  const request = await tx.accessRequest.findFirst({
    where: { id: requestId, projectId: project.id },
    select: requestSelect,
  });
  if (!request || !mayAt(ability, "access-request:read", request)) throw notFound("access request");
  const people = await projectPeople(tx, project);
  return { request, state: stateOf(request, people), people };
}

/** What of a row the pure decisions look at, given who is in the project now. */
export function stateOf(
  request: Pick<
    RequestRow,
    "status" | "revision" | "requesterId" | "durationSeconds" | "reviews" | "environment" | "secretPath"
  > & { policy: PolicyRow },
  people: ReadonlyMap<string, ProjectPerson>,
): RequestState {
  const { policy } = request;
  const requester = people.get(request.requesterId);
  return {
    status: request.status,
    revision: request.revision,
    requesterId: request.requesterId,
    requesterMayAsk: requester ? mayAt(requester.ability, "access-request:create", request) : false,
    durationSeconds: request.durationSeconds,
    reviews: request.reviews,
    policy: {
      name: policy.name,
      requiredApprovals: policy.requiredApprovals,
      allowSelfApproval: policy.allowSelfApproval,
      maxDurationSeconds: policy.maxDurationSeconds,
      approverIds: memberIds(policy, "approver").filter((id) => mayReview(people, id, request)),
      bypasserIds: memberIds(policy, "bypasser").filter((id) => mayReview(people, id, request)),
    },
  };
}

/** Turns a refusal of a pure decision into the error that the caller gets. */
export function unlessRefused<Verdict extends { ok: true }>(verdict: Verdict | Refusal): Verdict {
  if (verdict.ok) return verdict;
  throw new AppError(verdict.code, verdict.why, verdict.field === undefined ? {} : { field: verdict.field });
}
