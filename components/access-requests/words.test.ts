import { expect, it } from "vitest";
import { approversInWords, listInWords, remainingInWords } from "#components/access-requests/words.ts";

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

it.each([
  [["Milo"], 1, undefined, "Milo"],
  [["Milo", "Pia"], 1, undefined, "Milo or Pia"],
  [["Milo", "Pia"], 2, undefined, "Milo and Pia"],
  [["Milo", "Pia", "Ada"], 2, undefined, "any 2 of Milo, Pia and Ada"],
  [["Milo", "Pia", "Ada", "Ben"], 2, 2, "any 2 of Milo, Pia and 2 more"],
  [["Milo", "Pia", "Ada", "Ben"], 4, 3, "Milo, Pia, Ada and 1 more"],
])("Of %s, %i needed, %s shown: %s", (names, needed, shown, words) => {
  expect(approversInWords(names, needed, shown)).toBe(words);
});
