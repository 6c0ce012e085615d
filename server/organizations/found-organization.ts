import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { requireInstance } from "#server/authz/access.ts";
import { plans } from "#server/authz/entitlements.ts";
import { type Context, requireUser } from "#server/context.ts";
import { conflict, notFound } from "#server/errors.ts";
import { expiryDaysSchema } from "#server/invitations/invitation-token.ts";
import { type IssuedInvitation, openInvitation } from "#server/invitations/open-invitation.ts";
import { createOrganization } from "#server/organizations/create-organization.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { organizationNameSchema } from "#server/organizations/organization-fields.ts";
import { emailSchema } from "#server/users/person-fields.ts";

const invitedOwner = z.object({ email: emailSchema, days: expiryDaysSchema.default(7) });

export const foundOrganizationInput = z.object({
  name: organizationNameSchema,
  plan: z.enum(plans),
  /** Who will own it: somebody invited by e-mail, or, without, the instance admin themselves. */
  owner: invitedOwner.optional(),
});
export const inviteOwnerInput = invitedOwner.extend({ organizationId: z.uuid() });

/** Makes an organization; its owner is the instance admin, or somebody who is invited by a link that is told once. */
export async function foundOrganization(
  ctx: Context,
  input: z.output<typeof foundOrganizationInput>,
): Promise<{ id: string; invitation: IssuedInvitation | null }> {
  return ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "organization:manage");
    const { name, plan, owner } = input;
    const ownerId = owner ? null : requireUser(ctx).id;
    const { id } = await createOrganization(tx, ctx, { name, plan, ownerId });
    await recordAudit(tx, ctx, {
      organizationId: null,
      action: "organization.created",
      target: { kind: "organization", id, name },
      after: { plan },
    });
    if (!owner) return { id, invitation: null };
    const asOwner = { organizationId: id, role: "owner" as const, project: null };
    return { id, invitation: await openInvitation(tx, ctx, { ...asOwner, ...owner }) };
  });
}

/**
 * Invites the owner of an organization that has none, as when the first invitation was not accepted. Where there is an
 * owner, who belongs to the organization is theirs to say.
 */
export async function inviteOwner(
  ctx: Context,
  input: z.output<typeof inviteOwnerInput>,
): Promise<IssuedInvitation> {
  return ctx.db.$transaction(async (tx) => {
    requireInstance(ctx, "organization:manage");
    const { organizationId, email, days } = input;
    await lockOrganization(tx, organizationId);
    const organization = await tx.organization.findUnique({
      where: { id: organizationId },
      select: { name: true },
    });
    if (!organization) throw notFound("organization");
    const owners = await tx.organizationMember.count({
      where: { organizationId, role: "owner", user: { disabledAt: null } },
    });
    if (owners > 0) {
      throw conflict(`${organization.name} has an owner, who invites others under Members there.`);
    }
    return openInvitation(tx, ctx, { organizationId, email, role: "owner", project: null, days });
  });
}
