import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { mayAt } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { grantState } from "#server/access-requests/active-grants.ts";
import { decideCancel, decideEdit } from "#server/access-requests/decide-edit.ts";
import { canBeCompleted, decideReview, type Review } from "#server/access-requests/decide-review.ts";
import { policyView } from "#server/access-requests/list-policies.ts";
import { loadRequest } from "#server/access-requests/load-request.ts";
import {
  type Asker,
  approvalsNeeded,
  type RequestState,
  validApprovals,
} from "#server/access-requests/request-state.ts";

export const getRequestInput = z.object({ projectId: z.uuid(), requestId: z.uuid() });

const revisionSelect = {
  revision: true,
  editorName: true,
  editorNote: true,
  environment: true,
  secretPath: true,
  permissions: true,
  durationSeconds: true,
  note: true,
  createdAt: true,
} satisfies Prisma.AccessRequestRevisionSelect;

/** One request with its policy, revisions, reviews and grant, and what the person may do with it now. */
export async function getRequest(ctx: Context, input: z.output<typeof getRequestInput>) {
  const me = requireUser(ctx);
  const access = await requireProject(ctx, input.projectId, "access-request:read");
  const { role, ability } = access;
  const { request, state, people } = await loadRequest(ctx.db, access, input.requestId);
  const [revisions, grant] = await Promise.all([
    ctx.db.accessRequestRevision.findMany({
      where: { requestId: request.id },
      select: revisionSelect,
      orderBy: { revision: "asc" },
    }),
    ctx.db.accessGrant.findUnique({
      where: { requestId: request.id },
      select: { id: true, startsAt: true, endsAt: true, revokedAt: true, revokedBy: true },
    }),
  ]);
  const { policy, ...rest } = request;
  const now = ctx.clock.now();
  const mayRevoke = role === "admin" || request.requesterId === me.id;
  return {
    ...rest,
    isMine: request.requesterId === me.id,
    policy: { ...policyView(policy, people, request), deleted: policy.deletedAt !== null },
    revisions,
    approvals: {
      by: validApprovals(state),
      needed: approvalsNeeded(state),
      reachable: canBeCompleted(state),
    },
    grant: grant && { ...grant, state: grantState(grant, now), mayRevoke },
    may: mayDo(
      state,
      { id: me.id, isProjectAdmin: role === "admin" },
      {
        asks: mayAt(ability, "access-request:create", request),
        reviews: mayAt(ability, "access-request:review", request),
      },
    ),
  };
}

/** What a person may do with a request now, by the same decisions that the verbs make. */
export function mayDo(state: RequestState, who: Asker, here: { asks: boolean; reviews: boolean }) {
  const review = (decision: Review["decision"]) =>
    decideReview(state, who, { decision, revision: state.revision, comment: "a reason" });
  const approve = review("approve");
  const isApprover = state.policy.approverIds.includes(who.id);
  return {
    edit: here.asks && decideEdit(state, who, { revision: state.revision, changesNote: false }).ok,
    approve: here.reviews && approve.ok,
    reject: here.reviews && review("reject").ok,
    cancel: here.asks && decideCancel(state, who).ok,
    breakGlass: here.reviews && review("break_glass").ok,
    /** Why the person cannot approve, where that is worth telling. */
    whyNotApprove: !approve.ok && isApprover && state.status === "pending" ? approve.why : null,
  };
}
