import {
  type Asker,
  type Refusal,
  refuse,
  refuseClosed,
  refuseStale,
  type RequestState,
} from "#server/access-requests/request-state.ts";

/** Decides whether somebody may edit a request: while it is pending, its requester, a project admin, an approver. */
export function decideEdit(
  state: RequestState,
  who: Asker,
  edit: { revision: number; changesNote: boolean },
): { ok: true } | Refusal {
  const closed = refuseClosed(state);
  if (closed) return closed;
  const isRequester = who.id === state.requesterId;
  if (!isRequester && !who.isProjectAdmin && !state.policy.approverIds.includes(who.id)) {
    return refuse(
      "forbidden",
      "Only the requester, a project admin or an approver of its policy may edit this.",
    );
  }
  const stale = refuseStale(state, edit.revision);
  if (stale) return stale;
  if (edit.changesNote && !isRequester) {
    return refuse(
      "forbidden",
      "The note is the requester's own. Explain your change in the editor's note.",
      "note",
    );
  }
  return { ok: true };
}

/** Decides whether somebody may cancel a request: while it is pending, its requester or a project admin. */
export function decideCancel(state: RequestState, who: Asker): { ok: true } | Refusal {
  const closed = refuseClosed(state);
  if (closed) return closed;
  if (who.id === state.requesterId || who.isProjectAdmin) return { ok: true };
  return refuse("forbidden", "Only the requester or a project admin may cancel this request.");
}
