import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { checkPassword, hashPassword } from "#server/auth/password.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { accountFrom, admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import { voidPasswordResets } from "#server/auth/void-password-resets.ts";
import type { Context } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";
import { hashOfToken } from "#server/ids.ts";

const tokenSchema = z.string().min(1).max(200);
export const redeemPasswordResetInput = z.object({ token: tokenSchema, password: z.string().max(1_000) });

/** Whose link it is while it can be used, else null. Changes nothing: previews and crawlers may look. */
export async function findPasswordReset(
  ctx: Context,
  token: string,
): Promise<{ name: string; email: string } | null> {
  const parsed = tokenSchema.safeParse(token);
  const found = parsed.success ? await usable(ctx.db, parsed.data, ctx.clock.now()) : null;
  return found && { name: found.user.name, email: found.user.email };
}

/**
 * Gives the person of a link the password they chose and ends all their sessions. A link works once: of two uses at the
 * same time one wins. The second factor stays as it is.
 */
export async function redeemPasswordReset(
  ctx: Context,
  input: z.output<typeof redeemPasswordResetInput>,
): Promise<{ email: string }> {
  const keys: ThrottleKey[] = [{ kind: "address", value: ctx.origin.ipAddress }];
  const now = ctx.clock.now();
  await admitTry(ctx.db, keys, now);
  const reset = await usable(ctx.db, input.token, now);
  if (!reset) throw linkIsOver();
  await forgiveTry(ctx.db, keys, now);
  checkPassword(input.password, reset.user);
  const passwordHash = await hashPassword(input.password);
  await ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, reset.userId);
    if (!person || !(await usable(tx, input.token, now))) throw linkIsOver();
    await tx.passwordReset.update({ where: { id: reset.id }, data: { usedAt: now }, select: { id: true } });
    await voidPasswordResets(tx, person.id, now);
    await tx.user.update({ where: { id: person.id }, data: { passwordHash }, select: { id: true } });
    const sessionsEnded = await revokeSessions(tx, { userId: person.id }, now);
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "password.reset",
      target: { kind: "user", id: person.id, name: person.email },
      after: { linkMadeBy: reset.createdBy, sessionsEnded },
    });
  });
  // Whoever guessed before guessed at a password that is gone.
  await forgiveTry(
    ctx.db,
    [
      accountFrom(reset.user.email, ctx.origin.ipAddress),
      { kind: "account", value: reset.user.email },
      { kind: "code", value: reset.userId },
    ],
    now,
  );
  return { email: reset.user.email };
}

const usable = (tx: Db | Tx, token: string, now: Date) =>
  tx.passwordReset.findFirst({
    where: {
      tokenHash: hashOfToken(token),
      usedAt: null,
      expiresAt: { gt: now },
      user: { disabledAt: null },
    },
    select: { id: true, userId: true, createdBy: true, user: { select: { name: true, email: true } } },
  });

const linkIsOver = () =>
  conflict("This link was used, is over, or a newer one was made. Ask an instance admin for a new link.");
