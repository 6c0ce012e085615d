import { addProjectMember, addProjectMemberInput } from "#server/projects/add-project-member.ts";
import {
  changeProjectMember,
  changeProjectMemberInput,
  leaveProject,
  leaveProjectInput,
  removeProjectMember,
  removeProjectMemberInput,
} from "#server/projects/change-project-member.ts";
import { createProject, createProjectInput } from "#server/projects/create-project.ts";
import {
  getProject,
  getProjectInput,
  listProjects,
  listProjectsInput,
} from "#server/projects/get-project.ts";
import { listProjectMembers, listProjectMembersInput } from "#server/projects/list-project-members.ts";
import { renameProject, renameProjectInput } from "#server/projects/rename-project.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Projects and the people in them. */
export const projectsRouter = router({
  list: procedure
    .meta({ permission: "organization:read" })
    .input(listProjectsInput)
    .query(({ ctx, input }) => listProjects(ctx, input)),
  get: procedure
    .meta({ permission: "project:read" })
    .input(getProjectInput)
    .query(({ ctx, input }) => getProject(ctx, input)),
  create: procedure
    .meta({ permission: "project:create" })
    .input(createProjectInput)
    .mutation(({ ctx, input }) => createProject(ctx, input)),
  rename: procedure
    .meta({ permission: "project:update" })
    .input(renameProjectInput)
    .mutation(({ ctx, input }) => renameProject(ctx, input)),
  members: procedure
    .meta({ permission: "project-member:read" })
    .input(listProjectMembersInput)
    .query(({ ctx, input }) => listProjectMembers(ctx, input)),
  addMember: procedure
    .meta({ permission: "project-member:manage" })
    .input(addProjectMemberInput)
    .mutation(({ ctx, input }) => addProjectMember(ctx, input)),
  changeMember: procedure
    .meta({ permission: "project-member:manage" })
    .input(changeProjectMemberInput)
    .mutation(({ ctx, input }) => changeProjectMember(ctx, input)),
  removeMember: procedure
    .meta({ permission: "project-member:manage" })
    .input(removeProjectMemberInput)
    .mutation(({ ctx, input }) => removeProjectMember(ctx, input)),
  leave: procedure
    .meta({ permission: "project:read" })
    .input(leaveProjectInput)
    .mutation(({ ctx, input }) => leaveProject(ctx, input)),
});
