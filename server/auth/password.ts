import { hash, verify } from "@node-rs/argon2";
import { passwordProblem } from "#server/auth/password-rule.ts";
import { invalid } from "#server/errors.ts";

/** Argon2id (the library's default variant) with OWASP's memory and time. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, options);

// Unknown people cost the same work as known ones.
const nobody = hashPassword("a password that nobody has");

/** Whether a password is the one behind the hash; null (no such person) takes as long and is false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const usable = passwordHash?.startsWith("$argon2") ? passwordHash : null;
  const right = await verify(usable ?? (await nobody), password);
  return right && usable !== null;
}

/** Refuses a password that is guessed first: too short, too plain, or what everybody knows of the person. */
export function checkPassword(
  password: string,
  person: { name: string; email: string },
  field = "password",
): void {
  const problem = passwordProblem(password, person);
  if (problem) throw invalid(field, problem);
}
