import { recordAudit } from "#server/audit/record-audit.ts";
import { isKnownNetwork } from "#server/auth/known-network.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { openSession, type SignInMethod } from "#server/auth/open-session.ts";
import { verifyPassword } from "#server/auth/password.ts";
import { codeNeeded, codeWrong } from "#server/auth/sign-in-answers.ts";
import { isWrittenDown } from "#server/auth/throttle-policy.ts";
import {
  accountFrom,
  askForTry,
  forgiveTry,
  sweepThrottle,
  type ThrottleKey,
  tooManyTries,
} from "#server/auth/throttle.ts";
import { type Factor, spendCode } from "#server/auth/spend-code.ts";
import { actingAs, type Context, type Origin } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import type { Runtime } from "#server/runtime.ts";

/** What the sign-in page sends; `code` in its second step. */
export type Credentials = { email: string; password: string; code?: string };

/**
 * Signs a person in with e-mail, password and, where they have a second factor, a code; makes a session. Wrong
 * passwords and unknown people get the same answer after the same work, and that a code is needed is told only once
 * the password is right. Failures slow, then lock, the account and the address (throttle-policy.ts).
 */
export async function signIn(
  runtime: Runtime,
  origin: Origin,
  credentials: Credentials,
): Promise<{ sessionId: string }> {
  const ctx: Context = { ...runtime, actor: null, origin };
  const email = credentials.email.trim().toLowerCase();
  const keys = await keysOf(ctx, email);
  const { blocks, refused } = await admit(ctx, keys, email);
  const known = await ctx.db.user.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, disabledAt: true, totpEnabledAt: true },
  });
  const right = await verifyPassword(known?.passwordHash ?? null, credentials.password);
  if (!known || !right || known.disabledAt) {
    await auditRefusal(ctx, { blocks, refused, email, reason: "password" });
    throw wrongPassword();
  }
  await forgiveTry(ctx.db, keys, ctx.clock.now());
  const code = credentials.code?.trim() || null;
  if (known.totpEnabledAt && code === null) throw needsCode();
  const opened = await enter(ctx, { ...known, email, refusedBefore: refused }, code);
  await sweepThrottle(ctx.db, ctx.clock.now());
  return opened;
}

type Known = { id: string; email: string; passwordHash: string | null; refusedBefore: number };

/** The password was right; what is left is the second factor, and that nothing changed meanwhile. */
async function enter(ctx: Context, known: Known, code: string | null): Promise<{ sessionId: string }> {
  const keys: ThrottleKey[] = [{ kind: "code", value: known.id }];
  const admission = code === null ? null : await admit(ctx, keys, known.email);
  const opened = await ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, known.id);
    if (!person || person.disabledAt || person.passwordHash !== known.passwordHash) throw wrongPassword();
    if (person.totpEnabledAt && code === null) throw needsCode();
    const factor =
      code && person.totpEnabledAt ? await spendCode(tx, actingAs(ctx, person), person, code) : null;
    if (person.totpEnabledAt && factor === null) return null;
    const method = factor ? methods[factor] : "password";
    return openSession(tx, ctx, person, { method, refusedBefore: known.refusedBefore });
  });
  if (opened === null) {
    const { blocks = false, refused = 0 } = admission?.admitted ? admission : {};
    await auditRefusal(ctx, { blocks, refused, email: known.email, reason: "code" });
    throw new AppError("unauthenticated", codeWrong, { field: "code" });
  }
  if (code !== null) await forgiveTry(ctx.db, keys, ctx.clock.now());
  return opened;
}

const methods = {
  totp: "password and code",
  "recovery-code": "password and recovery code",
} as const satisfies Record<Factor, SignInMethod>;

// An account is guessed at from somewhere: that network waits soon. Everywhere together may fail much more often, and
// a network that its person is known in is not kept out by that. So whoever only knows an address locks nobody out.
async function keysOf(ctx: Context, email: string): Promise<ThrottleKey[]> {
  const { ipAddress } = ctx.origin;
  const keys: ThrottleKey[] = [accountFrom(email, ipAddress), { kind: "address", value: ipAddress }];
  if (await isKnownNetwork(ctx.db, email, ipAddress, ctx.clock.now())) return keys;
  return [...keys, { kind: "account", value: email }];
}

/** Lets a try through, or refuses it and writes a handful of the refused ones down. */
async function admit(ctx: Context, keys: ThrottleKey[], email: string) {
  const admission = await askForTry(ctx.db, keys, ctx.clock.now());
  if (admission.admitted) return admission;
  const { refused, waitMs } = admission;
  if (isWrittenDown(refused)) await audit(ctx, "session.blocked", email, { triesRefused: refused });
  throw tooManyTries(waitMs);
}

type Refusal = { blocks: boolean; refused: number; email: string; reason: "password" | "code" };

const auditRefusal = (ctx: Context, { blocks, refused, email, reason }: Refusal) =>
  audit(ctx, blocks ? "session.locked" : "session.refused", email, {
    wrong: reason,
    ...(refused > 0 ? { triesRefusedBefore: refused } : {}),
  });

async function audit(ctx: Context, action: string, email: string, after: Record<string, string | number>) {
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      organizationId: null,
      action,
      target: { kind: "user", id: null, name: email.slice(0, 320) },
      after,
    }),
  );
}

const wrongPassword = () =>
  new AppError("unauthenticated", "This e-mail address and password do not belong together.");
const needsCode = () => new AppError("unauthenticated", codeNeeded, { field: "code" });
