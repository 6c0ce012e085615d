import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { hasSlackApp } from "#server/slack/app/read-slack-app.ts";

export const listProjectIntegrationsInput = z.object({ projectId: z.uuid() });

/**
 * What Add → Slack needs to begin: the workflow integrations of the project's organization by alias, whether the
 * instance has a Slack app at all, and the project's environments.
 */
export async function listProjectIntegrations(
  ctx: Context,
  input: z.output<typeof listProjectIntegrationsInput>,
) {
  const { project } = await requireProject(ctx, input.projectId, "notification:manage");
  const integrations = await ctx.db.workflowIntegration.findMany({
    where: { organizationId: project.organizationId },
    select: {
      id: true,
      alias: true,
      description: true,
      teamName: true,
      botName: true,
      brokenCode: true,
    },
    orderBy: { alias: "asc" },
  });
  const environments = await ctx.db.environment.findMany({
    where: { projectId: project.id },
    select: { slug: true, name: true },
    orderBy: { position: "asc" },
  });
  return {
    organizationId: project.organizationId,
    integrations: integrations.map(({ brokenCode, ...rest }) => ({ ...rest, broken: brokenCode !== null })),
    environments,
    slackAppConfigured: await hasSlackApp(ctx),
    isInstanceAdmin: ctx.actor?.kind === "user" && ctx.actor.isInstanceAdmin,
  };
}
