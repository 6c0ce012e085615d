import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideCancel, decideEdit } from "#server/access-requests/decide-edit.ts";
import { canBeCompleted, decideReview, type Review } from "#server/access-requests/decide-review.ts";
import { mayDo } from "#server/access-requests/get-request.ts";
import { approvalsNeeded, type RequestState, validApprovals } from "#server/access-requests/request-state.ts";

const works = { asks: true, reviews: true };
type Over = Partial<Omit<RequestState, "policy">> & { policy?: Partial<RequestState["policy"]> };
const state = ({ policy, ...over }: Over = {}): RequestState => ({
  status: "pending",
  revision: 2,
  requesterId: "requester",
  requesterMayAsk: true,
  durationSeconds: 3600,
  reviews: [],
  ...over,
  policy: {
    name: "Production",
    requiredApprovals: 1,
    allowSelfApproval: false,
    maxDurationSeconds: null,
    approverIds: ["approver", "second"],
    bypasserIds: ["bypasser"],
    ...policy,
  },
});
const who = (id: string) => ({ id, isProjectAdmin: id === "admin" });
const review = (decision: Review["decision"], over: Partial<Review> = {}): Review => ({
  decision,
  revision: 2,
  comment: "because",
  ...over,
});
const outcome = (s: RequestState, id: string, r: Review) => {
  const verdict = decideReview(s, who(id), r);
  return verdict.ok ? verdict.status : verdict.code;
};

describe("who may do what with a pending request", () => {
  it.each([
    ["requester", { edit: true, approve: false, reject: false, cancel: true, breakGlass: false }],
    ["admin", { edit: true, approve: false, reject: false, cancel: true, breakGlass: false }],
    ["approver", { edit: true, approve: true, reject: true, cancel: false, breakGlass: false }],
    ["bypasser", { edit: false, approve: false, reject: false, cancel: false, breakGlass: true }],
    ["somebody", { edit: false, approve: false, reject: false, cancel: false, breakGlass: false }],
  ])("%s", (id, may) => {
    expect(mayDo(state(), who(id), works)).toMatchObject(may);
  });

  it("needs the role's permission where the request lies, too", () => {
    const asksOnly = mayDo(state(), who("approver"), { asks: true, reviews: false });
    expect(asksOnly).toMatchObject({ edit: true, approve: false, reject: false });
    const reviewsOnly = mayDo(state(), who("approver"), { asks: false, reviews: true });
    expect(reviewsOnly).toMatchObject({ edit: false, cancel: false, approve: true });
  });

  it.each(["approved", "rejected", "cancelled"] as const)("is nobody once it is %s", (status) => {
    const nothing = { edit: false, approve: false, reject: false, cancel: false, breakGlass: false };
    for (const id of ["requester", "admin", "approver", "bypasser"]) {
      expect(mayDo(state({ status }), who(id), works)).toMatchObject(nothing);
    }
  });

  it("lets approvers decide on their own request only where the policy allows it", () => {
    const own = { requesterId: "approver" };
    expect(outcome(state(own), "approver", review("approve"))).toBe("forbidden");
    expect(outcome(state(own), "approver", review("reject"))).toBe("forbidden");
    expect(
      outcome(state({ ...own, policy: { allowSelfApproval: true } }), "approver", review("approve")),
    ).toBe("approved");
  });

  it("leaves the requester's note to the requester", () => {
    const edit = { revision: 2, changesNote: true };
    expect(decideEdit(state(), who("requester"), edit).ok).toBe(true);
    expect(decideEdit(state(), who("admin"), edit)).toMatchObject({ code: "forbidden", field: "note" });
    expect(decideEdit(state(), who("approver"), edit)).toMatchObject({ code: "forbidden", field: "note" });
  });

  it("refuses an edit of what was edited meanwhile, and lets it be cancelled", () => {
    expect(decideEdit(state(), who("requester"), { revision: 1, changesNote: false })).toMatchObject({
      code: "conflict",
    });
    expect(decideCancel(state(), who("requester")).ok).toBe(true);
  });
});

describe("a review", () => {
  it("grants with the last approval that is needed, and says how many are left before", () => {
    const two = { policy: { requiredApprovals: 2 } };
    expect(decideReview(state(two), who("approver"), review("approve"))).toMatchObject({
      status: "pending",
      approvalsNeeded: 1,
    });
    const one = { reviewerId: "approver", revision: 2, decision: "approved" as const };
    expect(decideReview(state({ ...two, reviews: [one] }), who("second"), review("approve"))).toMatchObject({
      status: "approved",
      approvalsNeeded: 0,
    });
  });

  it("is made once per person and revision", () => {
    const reviews = [{ reviewerId: "approver", revision: 2, decision: "approved" as const }];
    const two = state({ reviews, policy: { requiredApprovals: 2 } });
    expect(outcome(two, "approver", review("approve"))).toBe("conflict");
    expect(outcome(two, "approver", review("reject"))).toBe("conflict");
    expect(outcome(state({ ...two, revision: 3 }), "approver", review("approve", { revision: 3 }))).toBe(
      "pending",
    );
  });

  it("rejects at once, whatever was approved", () => {
    const reviews = [{ reviewerId: "approver", revision: 2, decision: "approved" as const }];
    expect(outcome(state({ reviews, policy: { requiredApprovals: 2 } }), "second", review("reject"))).toBe(
      "rejected",
    );
  });

  it("is refused for an earlier revision than the present one", () => {
    expect(outcome(state(), "approver", review("approve", { revision: 1 }))).toBe("conflict");
    expect(outcome(state(), "bypasser", review("break_glass", { revision: 1 }))).toBe("conflict");
  });

  it("breaks the glass only with a reason", () => {
    expect(decideReview(state(), who("bypasser"), review("break_glass", { comment: " " }))).toMatchObject({
      code: "invalid",
      field: "comment",
    });
    expect(outcome(state({ requesterId: "bypasser" }), "bypasser", review("break_glass"))).toBe("approved");
  });

  it("does not grant to somebody who left, but may be rejected", () => {
    const gone = state({ requesterMayAsk: false });
    expect(outcome(gone, "approver", review("approve"))).toBe("conflict");
    expect(outcome(gone, "bypasser", review("break_glass"))).toBe("conflict");
    expect(outcome(gone, "approver", review("reject"))).toBe("rejected");
  });

  it("does not grant for longer than the policy allows by now", () => {
    const hour = { policy: { maxDurationSeconds: 3600 } };
    expect(outcome(state({ ...hour, durationSeconds: 3601 }), "approver", review("approve"))).toBe(
      "conflict",
    );
    expect(outcome(state({ ...hour, durationSeconds: null }), "approver", review("approve"))).toBe(
      "conflict",
    );
    expect(outcome(state({ ...hour, durationSeconds: 3600 }), "approver", review("approve"))).toBe(
      "approved",
    );
  });

  it("tells when nobody is left who could complete it", () => {
    expect(canBeCompleted(state())).toBe(true);
    expect(canBeCompleted(state({ policy: { requiredApprovals: 3 } }))).toBe(false);
    expect(canBeCompleted(state({ requesterId: "approver", policy: { requiredApprovals: 2 } }))).toBe(false);
  });
});

const people = ["a", "b", "c", "d", "requester"] as const;
type Step =
  | { kind: "review"; by: string; decision: "approve" | "reject" | "break_glass"; late: boolean }
  | { kind: "edit"; by: string }
  | { kind: "leave"; who: string }
  | { kind: "self"; allowed: boolean };
const person = fc.constantFrom(...people);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      by: person,
      decision: fc.constant("approve" as const),
      late: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      by: person,
      decision: fc.constantFrom("reject" as const, "break_glass" as const),
      late: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("edit" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("self" as const), allowed: fc.boolean() }) },
);

/** Plays one step as the verbs do: only what the decision allows changes the state. */
function play(s: RequestState, step: Step): RequestState {
  switch (step.kind) {
    case "review": {
      const seen = step.late ? s.revision - 1 : s.revision;
      const verdict = decideReview(s, who(step.by), {
        decision: step.decision,
        revision: seen,
        comment: "x",
      });
      if (!verdict.ok) return s;
      const made = { reviewerId: step.by, revision: s.revision, decision: verdict.decision };
      return { ...s, status: verdict.status, reviews: [...s.reviews, made] };
    }
    case "edit":
      return decideEdit(s, who(step.by), { revision: s.revision, changesNote: false }).ok
        ? { ...s, revision: s.revision + 1 }
        : s;
    case "leave":
      return {
        ...s,
        policy: { ...s.policy, approverIds: s.policy.approverIds.filter((id) => id !== step.who) },
      };
    case "self":
      return { ...s, policy: { ...s.policy, allowSelfApproval: step.allowed } };
  }
}

describe("whatever happens to a request", () => {
  const start = (requiredApprovals: number) =>
    state({
      revision: 1,
      policy: { requiredApprovals, approverIds: ["a", "b", "c", "requester"], bypasserIds: ["d"] },
    });

  it("an edit never leaves an approval of an earlier revision counted", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 20 }), (required, steps) => {
        let s = start(required);
        for (const next of steps) {
          const before = s;
          s = play(s, next);
          if (s.revision === before.revision) continue;
          expect(validApprovals(s)).toEqual([]);
          expect(approvalsNeeded(s)).toBe(required);
        }
      }),
    );
  });

  it("it is never granted with fewer distinct valid approvals than required, unless the glass was broken", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 25 }), (required, steps) => {
        let s = start(required);
        for (const next of steps) {
          const before = s;
          s = play(s, next);
          if (before.status !== "pending" || s.status !== "approved") continue;
          const broken = s.reviews.some((r) => r.decision === "break_glass" && r.reviewerId === "d");
          const counted = new Set(
            s.reviews
              .filter((r) => r.decision === "approved" && r.revision === s.revision)
              .map((r) => r.reviewerId)
              .filter((id) => s.policy.approverIds.includes(id))
              .filter((id) => id !== s.requesterId || s.policy.allowSelfApproval),
          );
          expect(broken || counted.size >= required).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
