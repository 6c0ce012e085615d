import { expect, it } from "vitest";
import { refuseDisabling, refuseUnmakingAdmin } from "#server/users/account-rules.ts";

const plain = { self: false, isInstanceAdmin: false, otherInstanceAdmins: 1, onlyOwnerOf: [] };

it("lets an ordinary account be disabled, and nobody disable their own", () => {
  expect(refuseDisabling(plain)).toBeNull();
  expect(refuseDisabling({ ...plain, self: true })?.message).toContain("your own account");
});

it("keeps the only instance admin, and lets one of two go", () => {
  const admin = { ...plain, isInstanceAdmin: true };
  for (const refuse of [refuseDisabling, refuseUnmakingAdmin]) {
    expect(refuse(admin)).toBeNull();
    expect(refuse({ ...admin, otherInstanceAdmins: 0 })?.message).toContain("only instance admin");
  }
});

it("names the organizations that would be left without an owner, and not a page of them", () => {
  const names = ["Acme", "Globex", "Initech", "Umbrella", "Hooli"];
  const message = refuseDisabling({ ...plain, onlyOwnerOf: names })?.message;
  expect(message).toContain("Acme, Globex, Initech and 2 more");
});
