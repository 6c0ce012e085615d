import { hash, verify } from "@node-rs/argon2";
import { invalid } from "#server/errors.ts";

/** Argon2id (the library's default variant) with OWASP's memory and time. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const passwordLengthMin = 12;

export const hashPassword = (password: string): Promise<string> => hash(password, options);

// Unknown people cost the same work as known ones.
const nobody = hashPassword("a password that nobody has");

/** Whether a password is the one behind the hash; null (no such person) takes as long and is false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const usable = passwordHash?.startsWith("$argon2") ? passwordHash : null;
  const right = await verify(usable ?? (await nobody), password);
  return right && usable !== null;
}

/** Refuses a password that is too short or is the e-mail address; names the field. */
export function checkPassword(password: string, email: string, field = "password"): void {
  if (password.length < passwordLengthMin) {
    throw invalid(field, `Use at least ${passwordLengthMin} characters. A sentence is easy to remember.`);
  }
  if (password.length > 200) throw invalid(field, "Use at most 200 characters.");
  if (password.toLowerCase() === email.toLowerCase())
    throw invalid(field, "Use something else than your e-mail address.");
}
