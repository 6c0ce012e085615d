import { expect, test } from "vitest";
import { approversInWords } from "#components/access-requests/words.ts";

test.each([
  [["Milo"], 1, undefined, "Milo"],
  [["Milo", "Pia"], 1, undefined, "Milo or Pia"],
  [["Milo", "Pia"], 2, undefined, "Milo and Pia"],
  [["Milo", "Pia", "Ada"], 2, undefined, "any 2 of Milo, Pia and Ada"],
  [["Milo", "Pia", "Ada", "Ben"], 2, 2, "any 2 of Milo, Pia and 2 more"],
  [["Milo", "Pia", "Ada", "Ben"], 4, 3, "Milo, Pia, Ada and 1 more"],
])("Of %s, %i needed, %s shown: %s", (names, needed, shown, words) => {
  expect(approversInWords(names, needed, shown)).toBe(words);
});
