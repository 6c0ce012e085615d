import { z } from "zod";
import { checkPassword, hashPassword } from "#server/auth/password.ts";
import { actingAs, type Context } from "#server/context.ts";
import { conflict } from "#server/errors.ts";
import { closedSince, requireOpen } from "#server/invitations/accept-invitation.ts";
import { invitationTokenSchema } from "#server/invitations/invitation-token.ts";
import { takeUp } from "#server/invitations/take-up.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { createUser } from "#server/users/create-user.ts";
import { personNameSchema } from "#server/users/person-fields.ts";

export const joinByInvitationInput = z.object({
  token: invitationTokenSchema,
  name: personNameSchema,
  password: z.string().max(1_000),
});

/**
 * Makes an account for the invited e-mail address, and for no other, and joins with it. For somebody who has no account
 * yet and is not signed in.
 */
export async function joinByInvitation(
  ctx: Context,
  input: z.output<typeof joinByInvitationInput>,
): Promise<{ userId: string; email: string; organizationId: string; projectId: string | null }> {
  if (ctx.actor?.kind === "user") {
    throw conflict(`You are signed in as ${ctx.actor.email}. Sign out first, then open the link again.`);
  }
  const invitation = await requireOpen(ctx, input.token);
  const { email, organizationId, projectId } = invitation;
  checkPassword(input.password, { name: input.name, email });
  const passwordHash = await hashPassword(input.password);
  return ctx.db.$transaction(async (tx) => {
    // Before the account is made, so that the later of two waits here and finds the invitation used.
    await lockOrganization(tx, organizationId);
    const still = await tx.invitation.count({
      where: { id: invitation.id, tokenHash: invitation.tokenHash, acceptedAt: null, revokedAt: null },
    });
    if (still === 0) throw await closedSince(tx, ctx, invitation.id);
    if ((await tx.user.count({ where: { email } })) > 0) throw accountExists(email);
    const { id } = await createUser(tx, ctx, {
      name: input.name,
      email,
      passwordHash,
      joinedByLinkAt: ctx.clock.now(),
    });
    const acting = actingAs(ctx, { id, name: input.name, email, isInstanceAdmin: false });
    const taken = await takeUp(tx, acting, invitation, { id, newAccount: true });
    if (!taken) throw await closedSince(tx, ctx, invitation.id);
    return { userId: id, email, organizationId, projectId };
  });
}

const accountExists = (email: string) =>
  conflict(`${email} has an account already. Sign in with it, then open this link again.`);
