import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { fixedRoleSchema } from "#server/custom-roles/role-choice.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, invalid } from "#server/errors.ts";
import { expiryDaysSchema } from "#server/invitations/invitation-token.ts";
import { type IssuedInvitation, openInvitation } from "#server/invitations/open-invitation.ts";
import { lockOrganization } from "#server/organizations/lock-organization.ts";
import { refuseRoleChange } from "#server/organizations/member-rules.ts";
import { organizationRoleSchema } from "#server/organizations/organization-fields.ts";
import { emailSchema } from "#server/users/person-fields.ts";

export const createInvitationInput = z.object({
  organizationId: z.uuid(),
  email: emailSchema,
  role: organizationRoleSchema.default("member"),
  /** A project that they join too; owners and admins are in every project. */
  project: z.object({ projectId: z.uuid("Choose a project."), role: fixedRoleSchema }).optional(),
  days: expiryDaysSchema.default(7),
});

/**
 * Invites somebody to an organization by a link that is answered once and works once. Bellwire sends no mail: whoever
 * invites hands the link over.
 */
export async function createInvitation(
  ctx: Context,
  input: z.output<typeof createInvitationInput>,
): Promise<IssuedInvitation> {
  const { organizationId, email } = input;
  return ctx.db.$transaction(async (tx) => {
    await lockOrganization(tx, organizationId);
    const { role } = await requireOrganization(ctx, organizationId, "organization-member:manage", tx);
    const refusal = refuseRoleChange({
      actorRole: role,
      from: null,
      to: input.role,
      otherOwners: 1,
      self: false,
    });
    if (refusal) throw refusal;
    const member = await tx.organizationMember.findFirst({
      where: { organizationId, user: { email } },
      select: { user: { select: { name: true } } },
    });
    // Members are listed to whoever may invite, so this tells nothing of other accounts.
    if (member) throw conflict(`${member.user.name} is in this organization already.`, "email");
    const project = input.project ? await projectOf(tx, input) : null;
    return openInvitation(tx, ctx, { organizationId, email, role: input.role, project, days: input.days });
  });
}

async function projectOf(tx: Tx, input: z.output<typeof createInvitationInput>) {
  if (!input.project) return null;
  if (input.role !== "member") {
    throw invalid("project.projectId", "Owners and admins are in every project. Leave the project out.");
  }
  const project = await tx.project.findFirst({
    where: { id: input.project.projectId, organizationId: input.organizationId },
    select: { id: true, name: true },
  });
  if (!project)
    throw invalid("project.projectId", "This project is not in the organization. Choose another.");
  return { ...project, role: input.project.role };
}
