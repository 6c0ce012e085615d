import { createRole, createRoleInput } from "#server/custom-roles/create-role.ts";
import { deleteRole, deleteRoleInput } from "#server/custom-roles/delete-role.ts";
import {
  getRole,
  getRoleInput,
  giveableRoles,
  listRoles,
  listRolesInput,
} from "#server/custom-roles/list-roles.ts";
import { updateRole, updateRoleInput } from "#server/custom-roles/update-role.ts";
import { procedure, router } from "#server/trpc/init.ts";

const reading = procedure.meta({ permission: "role:read" });
const managing = procedure.meta({ permission: "role:manage" });

/** A project's own roles. */
export const customRolesRouter = router({
  list: reading.input(listRolesInput).query(({ ctx, input }) => listRoles(ctx, input)),
  get: reading.input(getRoleInput).query(({ ctx, input }) => getRole(ctx, input)),
  giveable: procedure
    .meta({ permission: "project-member:manage" })
    .input(listRolesInput)
    .query(({ ctx, input }) => giveableRoles(ctx, input)),
  create: managing.input(createRoleInput).mutation(({ ctx, input }) => createRole(ctx, input)),
  update: managing.input(updateRoleInput).mutation(({ ctx, input }) => updateRole(ctx, input)),
  delete: managing.input(deleteRoleInput).mutation(({ ctx, input }) => deleteRole(ctx, input)),
});
