import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import { findInvitation } from "#server/invitations/find-invitation.ts";
import {
  expiryDaysSchema,
  invitationLink,
  newInvitationToken,
} from "#server/invitations/invitation-token.ts";
import type { IssuedInvitation } from "#server/invitations/open-invitation.ts";

export const renewInvitationInput = z.object({
  organizationId: z.uuid(),
  invitationId: z.uuid(),
  days: expiryDaysSchema.default(7),
});

/** Gives an invitation a new link and a new end, also an expired one; the link before it is void at once. */
export async function renewInvitation(
  ctx: Context,
  input: z.output<typeof renewInvitationInput>,
): Promise<IssuedInvitation> {
  return ctx.db.$transaction(async (tx) => {
    const { id, email, expiresAt: before } = await findInvitation(tx, ctx, input);
    const { token, tokenHash, expiresAt } = newInvitationToken(ctx.clock.now(), input.days);
    await tx.invitation.update({ where: { id }, data: { tokenHash, expiresAt }, select: { id: true } });
    await recordAudit(tx, ctx, {
      organizationId: input.organizationId,
      action: "invitation.renewed",
      target: { kind: "invitation", id, name: email },
      before: { expiresAt: before.toISOString() },
      after: { expiresAt: expiresAt.toISOString() },
    });
    return { id, email, link: invitationLink(ctx.env.appUrl, token), expiresAt };
  });
}
