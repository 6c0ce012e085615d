import { acceptInvitation, acceptInvitationInput } from "#server/invitations/accept-invitation.ts";
import { createInvitation, createInvitationInput } from "#server/invitations/create-invitation.ts";
import { joinByInvitation, joinByInvitationInput } from "#server/invitations/join-by-invitation.ts";
import { listInvitations, listInvitationsInput } from "#server/invitations/list-invitations.ts";
import { renewInvitation, renewInvitationInput } from "#server/invitations/renew-invitation.ts";
import { revokeInvitation, revokeInvitationInput } from "#server/invitations/revoke-invitation.ts";
import { procedure, publicProcedure, router } from "#server/trpc/init.ts";

/** Invitations to an organization. The page behind a link reads its invitation itself, so that no token stands in a URL here. */
export const invitationsRouter = router({
  list: procedure
    .meta({ permission: "organization-member:manage" })
    .input(listInvitationsInput)
    .query(({ ctx, input }) => listInvitations(ctx, input)),
  create: procedure
    .meta({ permission: "organization-member:manage" })
    .input(createInvitationInput)
    .mutation(({ ctx, input }) => createInvitation(ctx, input)),
  renew: procedure
    .meta({ permission: "organization-member:manage" })
    .input(renewInvitationInput)
    .mutation(({ ctx, input }) => renewInvitation(ctx, input)),
  revoke: procedure
    .meta({ permission: "organization-member:manage" })
    .input(revokeInvitationInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  accept: procedure
    .meta({ permission: "signed-in" })
    .input(acceptInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  join: publicProcedure
    .meta({ permission: "public" })
    .input(joinByInvitationInput)
    .mutation(({ ctx, input }) => joinByInvitation(ctx, input)),
});
