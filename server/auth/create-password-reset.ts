import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { voidPasswordResets } from "#server/auth/void-password-resets.ts";
import { requireInstance } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, notFound } from "#server/errors.ts";
import { hashOfToken, newId, randomToken } from "#server/ids.ts";

export const createPasswordResetInput = z.object({ userId: z.uuid() });

/** How long the link lives. */
const linkLifeMs = 24 * 3_600_000;

/**
 * Makes the link by which a person chooses a new password, for an instance admin to hand over. It works once and for a
 * day, and voids older ones. The link is in the answer and nowhere else.
 */
export async function createPasswordReset(
  ctx: Context,
  input: z.output<typeof createPasswordResetInput>,
): Promise<{ link: string; expiresAt: Date }> {
  return ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    const admin = requireUser(ctx);
    const person = await lockPerson(tx, input.userId);
    if (!person) throw notFound("person");
    if (person.disabledAt) {
      throw conflict(`${person.name} is disabled. Enable the account first, then make the link.`);
    }
    const now = ctx.clock.now();
    await voidPasswordResets(tx, person.id, now);
    const token = randomToken();
    const expiresAt = new Date(now.getTime() + linkLifeMs);
    await tx.passwordReset.create({
      data: {
        id: newId(),
        userId: person.id,
        tokenHash: hashOfToken(token),
        createdById: admin.id,
        createdBy: admin.name,
        createdAt: now,
        expiresAt,
      },
      select: { id: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "password-reset.created",
      target: { kind: "user", id: person.id, name: person.email },
      after: { expiresAt: expiresAt.toISOString() },
    });
    return { link: `${ctx.env.appUrl}/reset-password/${token}`, expiresAt };
  });
}
