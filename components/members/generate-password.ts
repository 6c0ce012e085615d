// 31 letters and digits, without those that are mistaken for one another.
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const groups = 4;
const groupLength = 5;
// Bytes from here on would favour the first letters.
const evenBytes = 256 - (256 % alphabet.length);

/** A random first password, easy to read aloud: four groups of five, about 99 bits. */
export function generatePassword(): string {
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, letter).join("")).join("-");
}

function letter(): string {
  for (;;) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < evenBytes) return alphabet.charAt(byte % alphabet.length);
  }
}
