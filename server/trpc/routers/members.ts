import { changeMemberRole, changeMemberRoleInput } from "#server/organizations/change-member-role.ts";
import { listMembers, listMembersInput } from "#server/organizations/list-members.ts";
import {
  leaveOrganization,
  leaveOrganizationInput,
  removeMember,
  removeMemberInput,
} from "#server/organizations/remove-member.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Members of an organization; they come by invitation. */
export const membersRouter = router({
  list: procedure
    .meta({ permission: "organization-member:read" })
    .input(listMembersInput)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  changeRole: procedure
    .meta({ permission: "organization-member:manage" })
    .input(changeMemberRoleInput)
    .mutation(({ ctx, input }) => changeMemberRole(ctx, input)),
  remove: procedure
    .meta({ permission: "organization-member:manage" })
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
  leave: procedure
    .meta({ permission: "organization:read" })
    .input(leaveOrganizationInput)
    .mutation(({ ctx, input }) => leaveOrganization(ctx, input)),
});
