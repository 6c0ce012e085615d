import { describe, expect, it } from "vitest";
import { ownAccessInWords } from "#components/access-requests/own-access-words.ts";
import type { AccessSource } from "#server/access-requests/secret-access.ts";

type Access = Parameters<typeof ownAccessInWords>[0][number];
const none = (permission: Access["permission"]): Access => ({ permission, reach: "none", by: [] });
const all = (permission: Access["permission"], by: AccessSource): Access => ({
  permission,
  reach: "all",
  by: [by],
});
const grant: AccessSource = { kind: "grant", grantId: "g", secretPath: "/app/**", endsAt: null };

describe("what one has already", () => {
  it("is told with its source", () => {
    const mine = [all("read", grant), all("edit", { kind: "role" })];
    expect(ownAccessInWords(mine, ["read"], true)).toEqual({
      tone: "ok",
      title: "You have this already",
      text: "You may read here by a grant for /app/**.",
    });
    expect(ownAccessInWords(mine, ["read", "edit"], true)?.text).toBe(
      "You may read and edit here by a grant for /app/** and by your role.",
    );
    expect(ownAccessInWords([all("read", { kind: "admin" })], ["read"], true)?.text).toBe(
      "You may read here as an admin of the project.",
    );
  });

  it("is told in part where only some of it is there", () => {
    expect(ownAccessInWords([all("read", grant), none("edit")], ["read", "edit"], true)).toMatchObject({
      tone: "info",
      text: "You may read all of this by a grant for /app/**. You may not edit here yet.",
    });
    const part: Access = { permission: "read", reach: "part", by: [grant] };
    expect(ownAccessInWords([part], ["read"], true)?.text).toBe(
      "You may read a part of this by a grant for /app/**.",
    );
  });

  it("is not told where there is nothing, unless no request would help", () => {
    expect(ownAccessInWords([none("read")], ["read"], true)).toBeNull();
    expect(ownAccessInWords([none("read")], ["read"], false)?.title).toBe("Your role does not reach here");
    expect(ownAccessInWords([all("read", { kind: "uncovered" })], ["read"], false)).toBeNull();
    expect(ownAccessInWords([none("read")], [], true)).toBeNull();
  });
});
