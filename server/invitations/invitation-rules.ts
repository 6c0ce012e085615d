import type { OrganizationRole } from "#server/authz/permissions.ts";
import { AppError, conflict } from "#server/errors.ts";

/** How an invitation stands; `unknown` is a link that leads to none. */
export type InvitationState = "open" | "expired" | "revoked" | "accepted" | "unknown";

/** How an invitation stands at a time. What was accepted or revoked stays so, also past its end. */
export function invitationState(
  row: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date } | null,
  now: Date,
): InvitationState {
  if (!row) return "unknown";
  if (row.acceptedAt) return "accepted";
  if (row.revokedAt) return "revoked";
  return row.expiresAt <= now ? "expired" : "open";
}

/** What is told to somebody whose link does not work any more. */
export const closedSentences = {
  unknown:
    "No invitation belongs to this link. It may have been replaced by a newer one. Check that you opened all of it, or ask whoever sent it for a new link.",
  expired: "This invitation has expired. Ask whoever sent it for a new link.",
  revoked: "This invitation was withdrawn. Ask an owner or admin of the organization if you should join.",
  accepted: "This invitation was used already; it works once. If it was you, sign in.",
} as const satisfies Record<Exclude<InvitationState, "open">, string>;

/** The refusal to accept an invitation that does not stand open, or null. */
export function refuseClosed(state: InvitationState): AppError | null {
  if (state === "open") return null;
  if (state === "unknown") return new AppError("not_found", closedSentences.unknown);
  return conflict(closedSentences[state]);
}

/** The roles that somebody of a role may invite to: whoever may make owners may also invite them. */
export function mayInviteTo(role: OrganizationRole | null): readonly OrganizationRole[] {
  if (role === "owner") return ["owner", "admin", "member"];
  return role === "admin" ? ["admin", "member"] : [];
}
