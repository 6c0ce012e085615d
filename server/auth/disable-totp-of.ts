import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { clearSecondFactor } from "#server/auth/clear-second-factor.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { requireInstance } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { conflict, notFound } from "#server/errors.ts";

export const disableTotpOfInput = z.object({ userId: z.uuid() });

/** Lets an instance admin switch off the second factor of somebody who lost it. Their password still counts. */
export async function disableTotpOf(
  ctx: Context,
  input: z.output<typeof disableTotpOfInput>,
): Promise<{ enabled: false }> {
  return ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "user:manage");
    const person = await lockPerson(tx, input.userId);
    if (!person) throw notFound("person");
    if (!person.totpEnabledAt) throw conflict(`${person.name} has no two-step sign-in to switch off.`);
    await clearSecondFactor(tx, person.id);
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "totp.disabled",
      target: { kind: "user", id: person.id, name: person.email },
      after: { byAdmin: true },
    });
    return { enabled: false };
  });
}
