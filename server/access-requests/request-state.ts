/** What of a request and its policy decides who may do what with it. Pure; load-request.ts reads it. */
export type RequestState = {
  status: "pending" | "approved" | "rejected" | "cancelled";
  /** Counts edits; reviews of an earlier one do not count. */
  revision: number;
  requesterId: string;
  /** The requester still is somebody who could ask in this project. */
  requesterMayAsk: boolean;
  /** Null means permanent. */
  durationSeconds: number | null;
  reviews: readonly { reviewerId: string; revision: number; decision: ReviewDecision }[];
  policy: {
    name: string;
    requiredApprovals: number;
    allowSelfApproval: boolean;
    /** With one, permanent access cannot be asked for. */
    maxDurationSeconds: number | null;
    /** Only those who may still decide in this project. */
    approverIds: readonly string[];
    bypasserIds: readonly string[];
  };
};
export type ReviewDecision = "approved" | "rejected" | "cancelled" | "break_glass";

/** Who wants to do something with a request. */
export type Asker = { id: string; isProjectAdmin: boolean };

/** A refusal: why, as a sentence to a person, and the input field at fault if one is. */
export type Refusal = {
  ok: false;
  code: "invalid" | "forbidden" | "conflict";
  why: string;
  field?: string;
};

export const refuse = (code: Refusal["code"], why: string, field?: string): Refusal =>
  field === undefined ? { ok: false, code, why } : { ok: false, code, why, field };

const closedAs = {
  approved: "It has been approved; access is granted.",
  rejected: "It has been rejected. The requester can ask anew.",
  cancelled: "It has been cancelled. The requester can ask anew.",
} as const;

/** The refusal of everything that needs a pending request; null while it is pending. */
export function refuseClosed(state: RequestState): Refusal | null {
  if (state.status === "pending") return null;
  return refuse("conflict", `This request is decided already. ${closedAs[state.status]}`);
}

/** The refusal of somebody who looked at an earlier revision; null when they saw the present one. */
export function refuseStale(state: RequestState, seenRevision: number): Refusal | null {
  if (state.revision === seenRevision) return null;
  return refuse(
    "conflict",
    "The request was edited while you were looking at it. Read what it asks for now, then try again.",
  );
}

/** Ids of the people whose approval counts now: distinct, of this revision, and still entitled to decide. */
export function validApprovals(state: RequestState): string[] {
  const { approverIds, allowSelfApproval } = state.policy;
  const ids = state.reviews
    .filter((r) => r.decision === "approved" && r.revision === state.revision)
    .map((r) => r.reviewerId)
    .filter((id) => approverIds.includes(id) && (allowSelfApproval || id !== state.requesterId));
  return [...new Set(ids)];
}

/** How many approvals are still needed; 0 once nothing is to be decided. */
export function approvalsNeeded(state: RequestState): number {
  if (state.status !== "pending") return 0;
  return Math.max(0, state.policy.requiredApprovals - validApprovals(state).length);
}
