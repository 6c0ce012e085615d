import { describe, expect, it } from "vitest";
import { permissionGroups, permissionLabel } from "#components/custom-roles/permission-words.ts";
import { placeInWords, roleInWords } from "#components/custom-roles/role-words.ts";
import { projectPermissions } from "#server/authz/permissions.ts";

describe("a role in words", () => {
  it("says what it may and where", () => {
    const conditions = { environment: { $eq: "staging" }, secretPath: { $glob: "/app/**" } };
    expect(roleInWords([{ permission: "secret:read", conditions }])).toEqual([
      "May read secrets in staging under /app/**.",
    ]);
  });

  it("tells things of one place together", () => {
    const conditions = { environment: { $in: ["dev", "staging"] } };
    expect(
      roleInWords([
        { permission: "secret:read", conditions },
        { permission: "secret:edit", conditions },
        { permission: "event:read", conditions },
        { permission: "project-member:manage" },
      ]),
    ).toEqual([
      "May read and edit secrets and read events in dev or staging.",
      "May add, change and remove members.",
    ]);
  });

  it("has words for every operator", () => {
    expect(placeInWords({ environment: { $ne: "prod" }, secretPath: { $eq: "/app" } })).toBe(
      "in every environment but prod at /app",
    );
    expect(placeInWords({ secretPath: { $in: ["/a", "/b"], $ne: "/b" } })).toBe("at /a or /b but not at /b");
    expect(placeInWords({ secretPath: { $glob: "/app" } })).toBe("at /app");
  });
});

it("shows every permission in one group", () => {
  const shown = permissionGroups.flatMap((group) => group.permissions);
  expect(shown.toSorted()).toEqual(Object.keys(projectPermissions).sort());
  expect(permissionLabel("secret:read")).toBe("Read secrets");
});
