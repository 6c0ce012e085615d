import { describe, expect, it } from "vitest";
import { invitationState, mayInviteTo, refuseClosed } from "#server/invitations/invitation-rules.ts";

const now = new Date("2026-11-21T12:00:00Z");
const earlier = new Date(now.getTime() - 1);
const later = new Date(now.getTime() + 1);
const open = { acceptedAt: null, revokedAt: null, expiresAt: later };

describe("how an invitation stands", () => {
  it("is open until the moment at which it ends", () => {
    expect(invitationState(open, now)).toBe("open");
    expect(invitationState({ ...open, expiresAt: now }, now)).toBe("expired");
    expect(invitationState(null, now)).toBe("unknown");
  });

  it("stays accepted or revoked when its time is over too", () => {
    expect(invitationState({ ...open, acceptedAt: earlier, expiresAt: earlier }, now)).toBe("accepted");
    expect(invitationState({ ...open, revokedAt: earlier, expiresAt: earlier }, now)).toBe("revoked");
  });

  it("refuses each closed state with a sentence of its own", () => {
    const states = ["expired", "revoked", "accepted", "unknown"] as const;
    expect(new Set(states.map((state) => refuseClosed(state)?.message)).size).toBe(4);
    expect(refuseClosed("open")).toBeNull();
  });
});

it("lets nobody invite to more than they could give", () => {
  expect(mayInviteTo("owner")).toContain("owner");
  expect(mayInviteTo("admin")).toEqual(["admin", "member"]);
  expect(mayInviteTo("member")).toEqual([]);
  expect(mayInviteTo(null)).toEqual([]);
});
