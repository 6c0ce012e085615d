import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson, type Person } from "#server/auth/lock-person.ts";
import { verifyPassword } from "#server/auth/password.ts";
import { codeWrong } from "#server/auth/sign-in-answers.ts";
import { admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import { spendCode } from "#server/auth/spend-code.ts";
import { type Context, requireUser, type UserActor } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";

/** What shows, beyond an open session, that it is the person who asks. */
export const passwordProof = z.object({
  by: z.literal("password"),
  password: z.string().min(1, "Type your password.").max(1_000),
});
export const codeProof = z.object({
  by: z.literal("code"),
  code: z.string().min(1, "Type a code.").max(100),
});
export const proofInput = z.discriminatedUnion("by", [passwordProof, codeProof]);
export type Proof = z.output<typeof proofInput>;

/**
 * Does something to the signed-in person's own account once they have shown the password, or a code of the second
 * factor, which is thereby used up. Failures are throttled. `work` gets the person, held until the end.
 */
export async function withProof<T>(
  ctx: Context,
  proof: Proof,
  work: (tx: Tx, person: Person) => Promise<T>,
  /** What the form calls the field of the proof. */
  field: string = proof.by,
): Promise<T> {
  const me = requireUser(ctx);
  const keys: ThrottleKey[] = [{ kind: proof.by === "code" ? "code" : "own-password", value: me.id }];
  const { blocks } = await admitTry(ctx.db, keys, ctx.clock.now());
  const passwordHash = proof.by === "password" ? await hashOf(ctx, me) : null;
  if (proof.by === "password" && !(await verifyPassword(passwordHash, proof.password))) {
    await auditRefusal(ctx, me, "password", blocks);
    throw invalid(field, "This is not your password.");
  }
  if (proof.by === "password") await forgiveTry(ctx.db, keys, ctx.clock.now());
  const done = await ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, me.id);
    if (!person) throw notFound("account");
    if (proof.by === "password" && person.passwordHash !== passwordHash) {
      throw conflict("The password was changed meanwhile. Try again with the new one.");
    }
    if (proof.by === "code" && !(await spendCode(tx, ctx, person, proof.code))) return null;
    return { value: await work(tx, person) };
  });
  if (done === null) {
    await auditRefusal(ctx, me, "code", blocks);
    throw invalid(field, codeWrong);
  }
  if (proof.by === "code") await forgiveTry(ctx.db, keys, ctx.clock.now());
  return done.value;
}

async function hashOf(ctx: Context, me: UserActor): Promise<string> {
  const { passwordHash } = await ctx.db.user.findUniqueOrThrow({
    where: { id: me.id },
    select: { passwordHash: true },
  });
  if (passwordHash !== null) return passwordHash;
  throw invalid("password", "You have no password yet. Set one on the Security page first.");
}

async function auditRefusal(ctx: Context, me: UserActor, wrong: Proof["by"], locks: boolean): Promise<void> {
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      organizationId: null,
      action: locks ? "account-proof.locked" : "account-proof.refused",
      target: { kind: "user", id: me.id, name: me.email },
      after: { wrong },
    }),
  );
}
