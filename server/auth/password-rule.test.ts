import fc from "fast-check";
import { expect, test } from "vitest";
import { passwordProblem } from "#server/auth/password-rule.ts";

const ada = { name: "Ada Lindqvist", email: "ada.lindqvist@example.com" };
const problem = (password: string) => passwordProblem(password, ada);

test.each([
  ["elevenchars", "at least 12 characters"],
  ["a".repeat(201), "at most 200 characters"],
  ["aaaaaaaaaaaa", "five different"],
  ["abcdabcdabdc", "five different"],
  ["passwordpassword", "repeats one piece"],
  ["PasswordPassWord", "repeats one piece"],
  ["abcdeabcdeabcde", "repeats one piece"],
  ["abcdeabcdeab", "repeats one piece"],
  ["123456789012", "in a row"],
  ["210987654321", "in a row"],
  ["abcdefghijkl", "in a row"],
  ["zyxwvutsrqponm", "in a row"],
  ["ADA.lindqvist@example.com", "e-mail address"],
  ["ada lindqvist", "your name"],
  ["AdaLindqvist", "your name"],
  ["Bellwire1234", "Bellwire"],
  ["bellwire-2026", "Bellwire"],
  ["BELLWIRE, bellwire!", "Bellwire"],
])("%s is refused with what to do instead", (password, words) => {
  expect(problem(password)).toContain(words);
});

test.each([
  "correct horse battery staple",
  "a long enough sentence",
  "demo org-owner password",
  "Ada's sentence of her own",
  "Bellwire rings at night",
  "Пароль bellwire кирилл",
  "123456789013",
])("%s passes", (password) => {
  expect(problem(password)).toBeNull();
});

test("whatever has five different characters in a random order passes", () => {
  const letters = fc.array(fc.constantFrom(..."aeimquy!7 ÄЖ😀"), { minLength: 7, maxLength: 100 });
  fc.assert(
    fc.property(letters, fc.shuffledSubarray([..."XkP4#"], { minLength: 5 }), fc.nat(), (some, five, at) => {
      const cut = at % (some.length + 1);
      const password = [...some.slice(0, cut), ...five, ...some.slice(cut)].join("");
      expect(problem(password)).toBeNull();
    }),
  );
});

test("one piece repeated never passes, whatever the piece", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 60 }), (piece) => {
      expect(problem(piece + piece)).not.toBeNull();
    }),
  );
});
