import { describe, expect, it } from "vitest";
import type { OrganizationRole } from "#server/authz/permissions.ts";
import { refuseRoleChange } from "#server/organizations/member-rules.ts";

const roles: OrganizationRole[] = ["owner", "admin", "member"];
const orOut: (OrganizationRole | null)[] = [...roles, null];

describe("roles of members", () => {
  it("keeps an owner, whoever asks", () => {
    for (const actorRole of [...roles, null]) {
      for (const to of ["admin", "member", null] as const) {
        for (const self of [true, false]) {
          expect(refuseRoleChange({ actorRole, from: "owner", to, otherOwners: 0, self })).not.toBeNull();
        }
      }
    }
  });

  it("lets only owners make, change and remove owners", () => {
    for (const other of orOut.filter((role) => role !== "owner")) {
      const made = { from: other, to: "owner" as const, otherOwners: 1, self: false };
      const unmade = { from: "owner" as const, to: other, otherOwners: 1, self: false };
      for (const change of [made, unmade]) {
        expect(refuseRoleChange({ ...change, actorRole: "admin" })?.code).toBe("forbidden");
        expect(refuseRoleChange({ ...change, actorRole: "owner" })).toBeNull();
        expect(refuseRoleChange({ ...change, actorRole: null })).toBeNull();
      }
    }
  });

  it("lets admins change everybody else, and one of several owners leave", () => {
    const change = { actorRole: "admin" as const, otherOwners: 0, self: false };
    expect(refuseRoleChange({ ...change, from: "member", to: "admin" })).toBeNull();
    expect(refuseRoleChange({ ...change, from: "admin", to: null })).toBeNull();
    expect(
      refuseRoleChange({ actorRole: "owner", from: "owner", to: null, otherOwners: 1, self: true }),
    ).toBeNull();
  });
});
