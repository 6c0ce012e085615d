import type { z } from "zod";
import { codeProof, type Proof, passwordProof, withProof } from "#server/account/with-proof.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { clearSecondFactor } from "#server/auth/clear-second-factor.ts";
import { lockPerson, type Person } from "#server/auth/lock-person.ts";
import { makeRecoveryCodes } from "#server/auth/recovery-codes.ts";
import { admitTry, forgiveTry, type ThrottleKey } from "#server/auth/throttle.ts";
import { acceptedStep, newTotpSecret, totpUri } from "#server/auth/totp.ts";
import { totpPlace } from "#server/auth/spend-code.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";
import { newId } from "#server/ids.ts";

export const beginTotpInput = passwordProof.pick({ password: true });

/**
 * Makes a secret for the signed-in person's authenticator app. It counts once a code of it was typed (confirmTotp);
 * until then each new one replaces the last. Needs the password, lest a borrowed session lock its person out.
 */
export async function beginTotp(
  ctx: Context,
  { password }: z.output<typeof beginTotpInput>,
): Promise<{ secret: string; uri: string }> {
  return withProof(ctx, { by: "password", password }, async (tx, person) => {
    if (person.totpEnabledAt) throw alreadyOn();
    const secret = newTotpSecret();
    const totpSecretEnc = await ctx.vault.encrypt(tx, totpPlace(person.id), secret);
    await tx.user.update({ where: { id: person.id }, data: { totpSecretEnc }, select: { id: true } });
    return { secret, uri: totpUri(secret, person.email) };
  });
}

export const confirmTotpInput = codeProof.pick({ code: true });

/** Turns the second factor on with a first code of the app; answers the recovery codes, which are shown this once. */
export async function confirmTotp(
  ctx: Context,
  { code }: z.output<typeof confirmTotpInput>,
): Promise<{ recoveryCodes: string[] }> {
  const me = requireUser(ctx);
  const keys: ThrottleKey[] = [{ kind: "code", value: me.id }];
  const now = ctx.clock.now();
  await admitTry(ctx.db, keys, now);
  const recoveryCodes = await ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, me.id);
    if (!person) throw notFound("account");
    if (person.totpEnabledAt) throw alreadyOn();
    if (!person.totpSecretEnc) throw conflict("Start the set-up first, so that there is a QR code to scan.");
    const secret = await ctx.vault.decrypt(tx, totpPlace(person.id), person.totpSecretEnc);
    const totpLastStep = acceptedStep(secret, code, { now, lastStep: null });
    if (totpLastStep === null) {
      throw invalid(
        "code",
        "This is not the code for now. Check the clock of your phone, and type the next one.",
      );
    }
    await tx.user.update({
      where: { id: person.id },
      data: { totpEnabledAt: now, totpLastStep },
      select: { id: true },
    });
    await auditFactor(tx, ctx, person, "totp.enabled");
    return replaceRecoveryCodes(tx, person.id);
  });
  await forgiveTry(ctx.db, keys, now);
  return { recoveryCodes };
}

/** Turns the signed-in person's second factor off; needs the password or a code. */
export async function disableTotp(ctx: Context, proof: Proof): Promise<{ enabled: false }> {
  return withProof(ctx, proof, async (tx, person) => {
    if (!person.totpEnabledAt) throw isOff();
    await clearSecondFactor(tx, person.id);
    await auditFactor(tx, ctx, person, "totp.disabled");
    return { enabled: false };
  });
}

/** Makes ten new recovery codes, shown this once; the old ones end. Needs the password or a code. */
export async function renewRecoveryCodes(ctx: Context, proof: Proof): Promise<{ recoveryCodes: string[] }> {
  return withProof(ctx, proof, async (tx, person) => {
    if (!person.totpEnabledAt) throw isOff();
    await auditFactor(tx, ctx, person, "recovery-codes.renewed");
    return { recoveryCodes: await replaceRecoveryCodes(tx, person.id) };
  });
}

async function replaceRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = makeRecoveryCodes();
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map(({ codeHash }) => ({ id: newId(), userId, codeHash })),
  });
  return codes.map(({ code }) => code);
}

const auditFactor = (tx: Tx, ctx: Context, { id, email }: Person, action: string) =>
  recordAudit(tx, ctx, { organizationId: null, action, target: { kind: "user", id, name: email } });

const alreadyOn = () => conflict("Two-step sign-in is on already. Turn it off first to set it up anew.");
const isOff = () => conflict("Two-step sign-in is off. Set it up first.");
