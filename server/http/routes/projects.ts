import { z } from "zod";
import { defineRoute } from "#server/http/api-route.ts";
import { cursorField, limitField, openCursor, pageOf, sealCursor } from "#server/http/cursors.ts";
import { projectParams, sampleIds, timestamp } from "#server/http/fields.ts";
import { getProject } from "#server/projects/get-project.ts";
import { listVisibleProjects } from "#server/projects/list-visible-projects.ts";

const listedProject = z
  .object({ id: z.uuid(), organizationId: z.uuid(), name: z.string(), createdAt: timestamp })
  .meta({ id: "Project", description: "A project that you see." });

const ownProject = z.object({
  id: z.uuid(),
  organizationId: z.uuid(),
  name: z.string(),
  role: z
    .enum(["admin", "member", "viewer", "custom", "system"])
    .meta({ description: "Your role in it; `custom` is one of the project's own." }),
});

const sample = { id: sampleIds.project, organizationId: sampleIds.organization, name: "Payments" };

/** The projects that somebody sees. */
export const projectRoutes = [
  defineRoute({
    method: "GET",
    path: "/projects",
    operationId: "listProjects",
    tag: "Projects",
    permission: "signed-in",
    summary: "List projects",
    description: "The projects that you see, in all your organizations, oldest first.",
    query: z.object({
      organizationId: z.uuid().optional().meta({ description: "Only those of this organization." }),
      limit: limitField,
      cursor: cursorField,
    }),
    status: 200,
    output: pageOf(listedProject),
    example: {
      query: { limit: 20 },
      answer: { items: [{ ...sample, createdAt: "2026-11-21T12:00:00.000Z" }], nextCursor: null },
    },
    async run(ctx, { cursor, ...input }) {
      const after = cursor === undefined ? undefined : openCursor(ctx, "projects", cursor);
      const { projects, next } = await listVisibleProjects(ctx, { ...input, after });
      return { items: projects, nextCursor: next && sealCursor(ctx, "projects", next) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/projects/{projectId}",
    operationId: "getProject",
    tag: "Projects",
    permission: "project:read",
    summary: "Read a project",
    description: "One project, and what you are in it.",
    params: projectParams,
    status: 200,
    output: ownProject,
    example: { params: { projectId: sampleIds.project }, answer: { ...sample, role: "member" } },
    run: (ctx, input) => getProject(ctx, input),
  }),
];
