import { expect, it } from "vitest";
import { listInWords, remainingInWords } from "#components/access-requests/words.ts";

it.each([
  [59_000, "less than a minute"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [11_520_000, "3 h 12 min"],
  [93_600_000, "1 d 2 h"],
  [86_460_000, "1 d 1 min"],
])("%i ms remain as %s", (ms, words) => {
  expect(remainingInWords(ms)).toBe(words);
});

it("joins words as one says them", () => {
  expect(listInWords(["read"])).toBe("read");
  expect(listInWords(["read", "edit", "delete"])).toBe("read, edit and delete");
  expect(listInWords(["/a", "/b"], "or")).toBe("/a or /b");
});
