import { recordAudit } from "#server/audit/record-audit.ts";
import { verifyPassword } from "#server/auth/password.ts";
import { sessionMaxAgeSeconds } from "#server/auth/session-age.ts";
import { admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import type { Context, Origin } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/**
 * Signs a person in with e-mail and password and makes a session. Wrong passwords and unknown people get the same
 * answer after the same work; failures slow, then lock, the account and the address.
 */
export async function signIn(
  runtime: Runtime,
  origin: Origin,
  credentials: { email: string; password: string },
): Promise<{ sessionId: string }> {
  const email = credentials.email.trim().toLowerCase();
  const keys: ThrottleKey[] = [
    { kind: "account", value: email },
    { kind: "address", value: origin.ipAddress },
  ];
  const { blocks } = await admitTry(runtime.db, keys, runtime.clock.now());
  const person = await runtime.db.user.findUnique({
    where: { email },
    select: {
      id: true,
      name: true,
      email: true,
      isInstanceAdmin: true,
      passwordHash: true,
      disabledAt: true,
    },
  });
  const right = await verifyPassword(person?.passwordHash ?? null, credentials.password);
  if (!person || !right || person.disabledAt) {
    await auditSignIn(
      { ...runtime, actor: null, origin },
      blocks ? "session.locked" : "session.refused",
      email,
    );
    throw new AppError("unauthenticated", "This e-mail address and password do not belong together.");
  }
  await forgiveTry(runtime.db, keys, runtime.clock.now());
  const { passwordHash: _, disabledAt: __, ...user } = person;
  return openSession({ ...runtime, actor: { kind: "user", ...user }, origin }, user);
}

async function openSession(
  ctx: Context,
  person: { id: string; email: string },
): Promise<{ sessionId: string }> {
  const sessionId = newId();
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    await tx.session.create({
      data: {
        id: sessionId,
        userId: person.id,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: new Date(now.getTime() + sessionMaxAgeSeconds * 1_000),
        ipAddress: ctx.origin.ipAddress,
        userAgent: ctx.origin.userAgent.slice(0, 400),
      },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "session.opened",
      target: { kind: "user", id: person.id, name: person.email },
    });
  });
  return { sessionId };
}

async function auditSignIn(ctx: Context, action: string, email: string): Promise<void> {
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      organizationId: null,
      action,
      target: { kind: "user", id: null, name: email.slice(0, 320) },
    }),
  );
}
