import { z } from "zod";
import { type Proof, passwordProof, withProof } from "#server/account/with-proof.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, invalid, notFound } from "#server/errors.ts";
import { emailSchema, personNameSchema } from "#server/users/person-fields.ts";

export const updateProfileInput = z.object({ name: personNameSchema });

/** Changes the name that the signed-in person is shown by. */
export async function updateProfile(
  ctx: Context,
  { name }: z.output<typeof updateProfileInput>,
): Promise<{ name: string }> {
  const me = requireUser(ctx);
  return ctx.db.$transaction(async (tx) => {
    const person = await lockPerson(tx, me.id);
    if (!person) throw notFound("account");
    if (person.name === name) return { name };
    await tx.user.update({ where: { id: me.id }, data: { name }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "user.renamed",
      target: { kind: "user", id: me.id, name: person.email },
      before: { name: person.name },
      after: { name },
    });
    return { name };
  });
}

export const changeEmailInput = z.object({
  email: emailSchema,
  password: passwordProof.shape.password,
});

/**
 * Changes the address that the signed-in person signs in with; needs the password. From then on nobody else vouches for
 * the address, so an identity provider's account is not connected by it alone (oidc-rules.ts).
 */
export async function changeEmail(
  ctx: Context,
  { email, password }: z.output<typeof changeEmailInput>,
): Promise<{ email: string }> {
  const proof: Proof = { by: "password", password };
  const changed = withProof(ctx, proof, async (tx, person) => {
    if (person.email === email) throw invalid("email", "This is the address you sign in with already.");
    const taken = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (taken) throw addressTaken();
    await tx.user.update({
      where: { id: person.id },
      data: { email, emailChangedAt: ctx.clock.now() },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "user.email-changed",
      target: { kind: "user", id: person.id, name: email },
      before: { email: person.email },
      after: { email },
    });
    return { email };
  });
  return changed.catch((error: unknown) => {
    // Two people took it at the same time; the table let one have it.
    if (typeof error === "object" && error !== null && "code" in error && error.code === "P2002") {
      throw addressTaken();
    }
    throw error;
  });
}

const addressTaken = () => conflict("Somebody has an account with this e-mail address already.", "email");
