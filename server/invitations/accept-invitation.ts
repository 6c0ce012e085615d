import { z } from "zod";
import { lockPerson } from "#server/auth/lock-person.ts";
import { actingAs, type Context, requireUser } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { forbidden } from "#server/errors.ts";
import { invitationState, refuseClosed } from "#server/invitations/invitation-rules.ts";
import { invitationTokenSchema } from "#server/invitations/invitation-token.ts";
import { type LinkedInvitation, readLink } from "#server/invitations/read-link.ts";
import { takeUp } from "#server/invitations/take-up.ts";
import { lockOrganization, lockOrganizations } from "#server/organizations/lock-organization.ts";

export const acceptInvitationInput = z.object({ token: invitationTokenSchema });

/** The signed-in person accepts an invitation for their e-mail address. */
export async function acceptInvitation(
  ctx: Context,
  input: z.output<typeof acceptInvitationInput>,
): Promise<{ organizationId: string; projectId: string | null }> {
  const me = requireUser(ctx);
  const invitation = await requireOpen(ctx, input.token);
  if (invitation.email !== me.email) {
    throw forbidden(
      `This invitation is for ${invitation.email}, and you are signed in as ${me.email}. Sign out first, then open the link again.`,
    );
  }
  const { organizationId, projectId } = invitation;
  return ctx.db.$transaction(async (tx) => {
    await lockPerson(tx, me.id);
    await lockOrganization(tx, organizationId);
    if (!(await takeUp(tx, ctx, invitation, { id: me.id, newAccount: false }))) {
      throw await closedSince(tx, ctx, invitation.id);
    }
    return { organizationId, projectId };
  });
}

/** The invitation behind a link while it stands open; else the refusal that says why it does not. */
export async function requireOpen(ctx: Context, token: string): Promise<LinkedInvitation> {
  const invitation = await readLink(ctx, token);
  const refusal = refuseClosed(invitationState(invitation, ctx.clock.now()));
  if (refusal) throw refusal;
  if (!invitation) throw new Error("An open invitation exists.");
  return invitation;
}

/** Why an invitation that was open a moment ago cannot be taken up: the other one of two at the same time won. */
export async function closedSince(tx: Tx, ctx: Context, invitationId: string): Promise<Error> {
  const row = await tx.invitation.findUnique({
    where: { id: invitationId },
    select: { acceptedAt: true, revokedAt: true, expiresAt: true },
  });
  // Still open means renewed: this link is the one before.
  const state = invitationState(row, ctx.clock.now());
  return refuseClosed(state === "open" ? "unknown" : state) ?? new Error("Neither open nor closed.");
}

/** Whether an e-mail address is invited anywhere: then somebody who owns it may get an account by signing in. */
export async function hasOpenInvitation(
  tx: Tx,
  ctx: Pick<Context, "clock">,
  email: string,
): Promise<boolean> {
  return (await tx.invitation.count({ where: openFor(ctx, email) })) > 0;
}

/**
 * Accepts every open invitation for an e-mail address that the caller has verified to be this person's, as the identity
 * provider does, in the caller's transaction. Answers the organizations they are in by it.
 */
export async function acceptOpenInvitations(
  tx: Tx,
  ctx: Context,
  person: { userId: string; email: string },
): Promise<{ organizationIds: string[] }> {
  await lockPerson(tx, person.userId);
  const user = await tx.user.findUniqueOrThrow({
    where: { id: person.userId },
    select: { id: true, name: true, email: true, isInstanceAdmin: true },
  });
  const open = await tx.invitation.findMany({
    where: openFor(ctx, person.email),
    orderBy: { organizationId: "asc" },
    select: {
      id: true,
      tokenHash: true,
      organizationId: true,
      email: true,
      role: true,
      projectId: true,
      projectRole: true,
    },
  });
  const organizationIds = open.map((one) => one.organizationId);
  await lockOrganizations(tx, organizationIds);
  const acting = actingAs(ctx, user);
  const joined: string[] = [];
  for (const invitation of open) {
    const taken = await takeUp(tx, acting, invitation, { id: user.id, newAccount: false });
    if (taken) joined.push(invitation.organizationId);
  }
  return { organizationIds: joined };
}

const openFor = (ctx: Pick<Context, "clock">, email: string) => ({
  email: email.toLowerCase(),
  acceptedAt: null,
  revokedAt: null,
  expiresAt: { gt: ctx.clock.now() },
});
