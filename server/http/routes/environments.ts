import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { pageOf } from "#server/http/cursors.ts";
import { projectParams, sampleIds } from "#server/http/fields.ts";
import {
  addEnvironment,
  addEnvironmentInput,
  removeEnvironment,
  renameEnvironment,
} from "#server/projects/environments/change-environments.ts";
import { listEnvironments } from "#server/projects/environments/list-environments.ts";

const environment = z
  .object({
    id: z.uuid(),
    slug: z.string().meta({ description: "What paths, filters and programs know it by. It never changes." }),
    name: z.string(),
  })
  .meta({ id: "Environment", description: "A project's environment." });

const params = projectParams.extend({
  environmentId: z.uuid().meta({ description: "The environment's id." }),
});
const { slug, name } = addEnvironmentInput.shape;
const named = { name: name.meta({ description: "What people read." }) };

const sample = { id: sampleIds.environment, slug: "qa-eu", name: "QA Europe" };
const below = { projectId: sampleIds.project };
const one = { ...below, environmentId: sampleIds.environment };

/** The environments of a project. */
export const environmentRoutes = [
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}/environments",
    operationId: "listEnvironments",
    tag: "Environments",
    permission: "project:read",
    summary: "List environments",
    description: "The environments of a project in its order, all in one answer: there are at most 50.",
    params: projectParams,
    status: 200,
    output: pageOf(environment),
    example: { params: below, answer: { items: [sample], nextCursor: null } },
    async run(ctx, input) {
      const { environments } = await listEnvironments(ctx, input);
      return { items: environments, nextCursor: null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/projects/{projectId}/environments",
    operationId: "createEnvironment",
    tag: "Environments",
    permission: "environment:manage",
    summary: "Add an environment",
    description: "Adds an environment at the end of the project's order.",
    params: projectParams,
    body: z.object({
      slug: slug.meta({ description: "Lowercase letters, digits and hyphens, unique in the project." }),
      ...named,
    }),
    status: 201,
    output: environment,
    idempotent: true,
    errors: { 409: "The project has an environment with this slug already, or as many as it can have." },
    example: { params: below, body: { slug: "qa-eu", name: "QA Europe" }, answer: sample },
    run: (ctx, input) => addEnvironment(ctx, input),
  }),
  defineRoute({
    method: "PATCH",
    path: "/projects/{projectId}/environments/{environmentId}",
    operationId: "renameEnvironment",
    tag: "Environments",
    permission: "environment:manage",
    summary: "Rename an environment",
    description: "Changes the name that people read. The slug stays.",
    params,
    body: z.object(named),
    status: 200,
    output: environment,
    idempotent: true,
    example: { params: one, body: { name: "QA Europe" }, answer: sample },
    run: (ctx, input) => renameEnvironment(ctx, input),
  }),
  defineRoute({
    method: "DELETE",
    path: "/projects/{projectId}/environments/{environmentId}",
    operationId: "deleteEnvironment",
    tag: "Environments",
    permission: "environment:manage",
    summary: "Remove an environment",
    description: "Removes an environment that nothing names any more.",
    params,
    status: 204,
    idempotent: true,
    errors: { 409: "Something still names it, or it is the last one. The message says what." },
    example: { params: one },
    run: (ctx, input) => removeEnvironment(ctx, input),
  }),
];
