import { z } from "zod";
import { withProof } from "#server/account/with-proof.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson, type Person } from "#server/auth/lock-person.ts";
import { checkPassword, hashPassword } from "#server/auth/password.ts";
import { revokeSessions } from "#server/auth/revoke-sessions.ts";
import { voidPasswordResets } from "#server/auth/void-password-resets.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { forbidden, invalid, notFound } from "#server/errors.ts";

export const changePasswordInput = z.object({
  /** Left out by somebody who has no password yet. */
  current: z.string().max(1_000).optional(),
  password: z.string().max(1_000),
});
/** How old a session may be that sets a first password, in minutes. */
const freshMinutes = 10;

/**
 * Changes the signed-in person's password, or sets the first one of somebody who has signed in through the identity
 * provider so far. Ends their other sessions at once, and links to a new password; this session stays.
 */
export async function changePassword(
  ctx: Context,
  { current, password }: z.output<typeof changePasswordInput>,
): Promise<{ sessionsEnded: number }> {
  const me = requireUser(ctx);
  checkPassword(password, me);
  const { passwordHash } = await ctx.db.user.findUniqueOrThrow({
    where: { id: me.id },
    select: { passwordHash: true },
  });
  if (passwordHash === null) return setFirstPassword(ctx, me.id, password);
  if (!current) throw invalid("current", "Type your current password.");
  if (current === password) throw invalid("password", "This is your current password. Choose another one.");
  const proof = { by: "password", password: current } as const;
  // Hashed only once the proof is there: it is costly work, which nobody gets done by asking again and again.
  const change = async (tx: Tx, person: Person) => keep(tx, ctx, person, await hashPassword(password));
  return withProof(ctx, proof, change, "current");
}

// A session alone must not turn into a password that outlives it: only one that was opened just now may.
async function setFirstPassword(ctx: Context, userId: string, password: string) {
  return ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, userId);
    if (!person) throw notFound("account");
    if (person.passwordHash !== null) throw invalid("current", "Type your current password.");
    if (!(await isFresh(tx, ctx))) {
      throw forbidden(`Sign out and in again, then set the password within ${freshMinutes} minutes.`);
    }
    return keep(tx, ctx, person, await hashPassword(password));
  });
}

async function isFresh(tx: Tx, ctx: Context): Promise<boolean> {
  const id = ctx.origin.sessionId;
  const since = new Date(ctx.clock.now().getTime() - freshMinutes * 60_000);
  // Asked anew, for it may have been ended since the request came.
  return (
    id !== null && (await tx.session.count({ where: { id, revokedAt: null, createdAt: { gt: since } } })) > 0
  );
}

async function keep(tx: Tx, ctx: Context, person: Person, passwordHash: string) {
  const now = ctx.clock.now();
  await tx.user.update({ where: { id: person.id }, data: { passwordHash }, select: { id: true } });
  const sessionsEnded = await revokeSessions(tx, { userId: person.id, except: ctx.origin.sessionId }, now);
  await voidPasswordResets(tx, person.id, now);
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: person.passwordHash === null ? "password.set" : "password.changed",
    target: { kind: "user", id: person.id, name: person.email },
    after: { sessionsEnded },
  });
  return { sessionsEnded };
}
