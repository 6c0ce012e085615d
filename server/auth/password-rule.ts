/** The fewest characters of a password. */
const passwordLengthMin = 12;
const longest = 200;
const fewestDifferent = 5;

/** Why a password is refused, as a sentence with what to do; null when it is none that is guessed first. Pure. */
export function passwordProblem(password: string, person: { name: string; email: string }): string | null {
  if (password.length < passwordLengthMin) {
    return `Use at least ${passwordLengthMin} characters. A sentence is easy to remember.`;
  }
  if (password.length > longest) return `Use at most ${longest} characters.`;
  const plain = password.toLowerCase();
  if (plain.trim() === person.email.trim().toLowerCase()) {
    return "Use something else than your e-mail address.";
  }
  if (joined(plain) === joined(person.name.toLowerCase())) {
    return "Use something else than your name.";
  }
  if (/^(bellwire)+$/.test(plain.replace(/[^\p{L}]/gu, "")))
    return "Use something else than the name Bellwire.";
  if (new Set(password).size < fewestDifferent) {
    return "Use at least five different characters. A sentence is easy to remember.";
  }
  if (isRepeated(plain)) return "This repeats one piece. Use several words that do not belong together.";
  if (isRun([...plain])) return "These characters stand in a row. Use several words instead.";
  return null;
}

/** Without what people put between words. */
const joined = (text: string) => text.replace(/[\s.,_-]/g, "");

/** One piece again and again, the last time perhaps cut off. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.slice(length) === text.slice(0, -length)) return true;
  }
  return false;
}

/** Each the next or the one before of the alphabet or the digits, which start again after their last. */
function isRun(characters: readonly string[]): boolean {
  const follows = (one: string, other: string) =>
    "abcdefghijklmnopqrstuvwxyza".includes(one + other) || "01234567890".includes(one + other);
  const pairs = characters.slice(1).map((next, at) => ({ one: characters[at] ?? "", next }));
  return (
    pairs.every(({ one, next }) => follows(one, next)) || pairs.every(({ one, next }) => follows(next, one))
  );
}
