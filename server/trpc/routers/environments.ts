import {
  addEnvironment,
  addEnvironmentInput,
  removeEnvironment,
  removeEnvironmentInput,
  renameEnvironment,
  renameEnvironmentInput,
  reorderEnvironments,
  reorderEnvironmentsInput,
} from "#server/projects/environments/change-environments.ts";
import { listEnvironments, listEnvironmentsInput } from "#server/projects/environments/list-environments.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Environments of a project. */
export const environmentsRouter = router({
  list: procedure
    .meta({ permission: "project:read" })
    .input(listEnvironmentsInput)
    .query(({ ctx, input }) => listEnvironments(ctx, input)),
  add: procedure
    .meta({ permission: "environment:manage" })
    .input(addEnvironmentInput)
    .mutation(({ ctx, input }) => addEnvironment(ctx, input)),
  rename: procedure
    .meta({ permission: "environment:manage" })
    .input(renameEnvironmentInput)
    .mutation(({ ctx, input }) => renameEnvironment(ctx, input)),
  reorder: procedure
    .meta({ permission: "environment:manage" })
    .input(reorderEnvironmentsInput)
    .mutation(({ ctx, input }) => reorderEnvironments(ctx, input)),
  remove: procedure
    .meta({ permission: "environment:manage" })
    .input(removeEnvironmentInput)
    .mutation(({ ctx, input }) => removeEnvironment(ctx, input)),
});
