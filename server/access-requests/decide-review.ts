import { durationInWords } from "#server/events/types/access-request.ts";
import {
  approvalsNeeded,
  type Asker,
  type Refusal,
  refuse,
  refuseClosed,
  refuseStale,
  type RequestState,
  validApprovals,
} from "#server/access-requests/request-state.ts";

export type Review = {
  decision: "approve" | "reject" | "break_glass";
  /** The revision that the reviewer saw. */
  revision: number;
  comment: string;
};

/** What a review makes of a request. Access starts when `status` is approved. */
export type ReviewVerdict =
  | {
      ok: true;
      decision: "approved" | "rejected" | "break_glass";
      status: "pending" | "approved" | "rejected";
      /** After this review; 0 once decided. */
      approvalsNeeded: number;
    }
  | Refusal;

/**
 * Decides on a review. Approvers decide once per revision, on their own request only where the policy allows it; being
 * a project admin makes nobody an approver. Bypassers may grant past the policy, with a reason.
 */
export function decideReview(state: RequestState, who: Asker, review: Review): ReviewVerdict {
  const refusal =
    refuseClosed(state) ??
    (review.decision === "break_glass" ? refuseBypasser(state, who) : refuseApprover(state, who)) ??
    refuseStale(state, review.revision) ??
    (review.decision === "reject" ? null : refuseGrant(state, review.decision));
  if (refusal) return refusal;
  switch (review.decision) {
    case "reject":
      return { ok: true, decision: "rejected", status: "rejected", approvalsNeeded: 0 };
    case "break_glass":
      if (review.comment.trim() === "") {
        return refuse("invalid", "Say why this cannot wait for the approvers.", "comment");
      }
      return { ok: true, decision: "break_glass", status: "approved", approvalsNeeded: 0 };
    case "approve": {
      const needed = Math.max(0, approvalsNeeded(state) - 1);
      return {
        ok: true,
        decision: "approved",
        status: needed === 0 ? "approved" : "pending",
        approvalsNeeded: needed,
      };
    }
  }
}

function refuseApprover(state: RequestState, who: Asker): Refusal | null {
  const { policy } = state;
  if (!policy.approverIds.includes(who.id)) {
    return refuse("forbidden", `Only the approvers of the policy ${policy.name} decide on this request.`);
  }
  if (who.id === state.requesterId && !policy.allowSelfApproval) {
    return refuse(
      "forbidden",
      `This is your own request, and the policy ${policy.name} does not allow self-approval. Another approver must decide.`,
    );
  }
  const decided = state.reviews.some(
    (r) => r.reviewerId === who.id && r.revision === state.revision && r.decision === "approved",
  );
  if (!decided) return null;
  return refuse("conflict", "You have approved this request already. Another approver must decide.");
}

function refuseBypasser(state: RequestState, who: Asker): Refusal | null {
  if (state.policy.bypasserIds.includes(who.id)) return null;
  return refuse("forbidden", `Only the bypassers of the policy ${state.policy.name} may grant past it.`);
}

function refuseGrant(state: RequestState, decision: Review["decision"]): Refusal | null {
  if (!state.requesterMayAsk) {
    return refuse(
      "conflict",
      "The requester can no longer work in this project, so there is nobody to grant this to. Reject the request.",
    );
  }
  const { maxDurationSeconds: longest, name } = state.policy;
  const tooLong = longest !== null && (state.durationSeconds === null || state.durationSeconds > longest);
  if (decision === "break_glass" || !tooLong) return null;
  return refuse(
    "conflict",
    `The policy ${name} now allows at most ${durationInWords(longest)}. Edit the request, then approve it.`,
  );
}

/** Whether enough people can still decide for the request to be granted the usual way. */
export function canBeCompleted(state: RequestState): boolean {
  const { approverIds, allowSelfApproval, requiredApprovals } = state.policy;
  const able = new Set(approverIds.filter((id) => allowSelfApproval || id !== state.requesterId));
  for (const id of validApprovals(state)) able.add(id);
  return able.size >= requiredApprovals;
}
