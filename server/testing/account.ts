import { hashPassword } from "#server/auth/password.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { totpCode } from "#server/auth/totp.ts";
import { beginTotp, confirmTotp } from "#server/account/second-factor.ts";
import type { Context } from "#server/context.ts";
import type { Runtime } from "#server/runtime.ts";
import { contextOf, createPerson } from "#server/testing/world.ts";

export const testPassword = "correct horse battery staple";
// One hash for all: making it is slow on purpose.
const testHash = hashPassword(testPassword);

/** A person who can sign in with `testPassword`. */
export async function createPersonWithPassword(
  { db }: Runtime,
  over: Parameters<typeof createPerson>[1] = {},
): ReturnType<typeof createPerson> {
  const person = await createPerson(db, over);
  await db.user.update({
    where: { id: person.id },
    data: { passwordHash: await testHash },
    select: { id: true },
  });
  return person;
}

/** A request from somewhere, outside any session. */
export const from = (ipAddress: string) => ({
  ipAddress,
  userAgent: "test",
  requestId: "r",
  sessionId: null,
});

/** Signs the person in and answers the context of that session. */
export async function sessionOf(
  runtime: Runtime,
  person: Awaited<ReturnType<typeof createPerson>>,
  credentials: { password?: string; code?: string } = {},
  ipAddress = "198.51.100.1",
): Promise<Context & { origin: { sessionId: string } }> {
  const origin = from(ipAddress);
  const { sessionId } = await signIn(runtime, origin, {
    email: person.email,
    password: testPassword,
    ...credentials,
  });
  return { ...contextOf(runtime, person), origin: { ...origin, sessionId } };
}

/** Turns the second factor on for a signed-in person; answers the app's secret and the recovery codes. */
export async function enableTotp(ctx: Context): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = await beginTotp(ctx, { password: testPassword });
  const { recoveryCodes } = await confirmTotp(ctx, { code: totpCode(secret, ctx.clock.now()) });
  return { secret, recoveryCodes };
}
