import type { Metadata } from "next";
import { InvitationCard } from "#components/invitations/invitation-card.tsx";
import { AuthCard } from "#components/ui/auth-card.tsx";
import { currentContext } from "#server/auth/current-context.ts";
import type { Context } from "#server/context.ts";
import { isAppError } from "#server/errors.ts";
import { lookAtInvitation } from "#server/invitations/look-at-invitation.ts";

// The address is the secret: it must not go to another page's server with a click, nor into a search engine.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: "noindex" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = await currentContext();
  const invitation = await lookOrRefusal(ctx, token);
  return typeof invitation === "string" ? (
    <AuthCard title="Invitation" purpose={invitation}>
      {null}
    </AuthCard>
  ) : (
    <InvitationCard token={token} invitation={invitation} provider={ctx.env.oidc?.name ?? null} />
  );
}

/** The invitation, or the sentence for somebody who tried too often. */
async function lookOrRefusal(ctx: Context, token: string) {
  try {
    return await lookAtInvitation(ctx, { token });
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
