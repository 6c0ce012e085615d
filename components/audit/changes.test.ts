import { expect, it } from "vitest";
import { actionWords } from "#components/audit/action-words.ts";
import { changesOf } from "#components/audit/changes.ts";

it("puts fields side by side, the changed ones first", () => {
  expect(changesOf({ name: "A", role: "member" }, { name: "A", role: "admin", paths: ["/a", "/b"] })).toEqual(
    [
      { field: "role", before: "member", after: "admin" },
      { field: "paths", before: null, after: "/a, /b" },
      { field: "name", before: "A", after: "A" },
    ],
  );
});

it("says empty, none, yes and no in words, and shows what is nested", () => {
  expect(changesOf(null, { a: "", b: null, c: true, d: [], e: { x: 1 } }).map((one) => one.after)).toEqual([
    "(empty)",
    "none",
    "yes",
    "none",
    '{"x":1}',
  ]);
});

it("shows values that are no record", () => {
  expect(changesOf("old", 2)).toEqual([{ field: "value", before: "old", after: "2" }]);
  expect(changesOf(null, undefined)).toEqual([]);
});

it("reads an action's code as words", () => {
  expect(actionWords("project-member.role-changed")).toBe("Project member role changed");
});
