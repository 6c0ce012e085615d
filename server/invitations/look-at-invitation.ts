import type { Context } from "#server/context.ts";
import { closedSentences, invitationState } from "#server/invitations/invitation-rules.ts";
import { readLink } from "#server/invitations/read-link.ts";

/**
 * What the page behind a link shows: the invitation and who is asked to accept it, or why it cannot be. Changes
 * nothing of it, so that previews and crawlers may look.
 */
export async function lookAtInvitation(ctx: Context, input: { token: string }) {
  const invitation = await readLink(ctx, input.token);
  const state = invitationState(invitation, ctx.clock.now());
  if (!invitation || state !== "open") {
    return { open: false as const, state, sentence: state === "open" ? "" : closedSentences[state] };
  }
  const { email, role, organization, project, projectRole, invitedBy, expiresAt } = invitation;
  const account = await ctx.db.user.findUnique({ where: { email }, select: { id: true } });
  return {
    open: true as const,
    email,
    role,
    organization: organization.name,
    project: project && projectRole ? { name: project.name, role: projectRole } : null,
    invitedBy,
    expiresAt,
    /** Whose turn it is: to accept, to sign out, to sign in, or to make an account. */
    next: nextStep(ctx, email, account !== null),
    signedInAs: ctx.actor?.kind === "user" ? ctx.actor.email : null,
  };
}

function nextStep(ctx: Context, email: string, hasAccount: boolean) {
  if (ctx.actor?.kind === "user") return ctx.actor.email === email ? "accept" : "sign-out";
  return hasAccount ? "sign-in" : "join";
}
