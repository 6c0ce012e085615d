import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";

const workspaceSelect = {
  id: true,
  organizationId: true,
  alias: true,
  source: true,
  teamId: true,
  appId: true,
  botUserId: true,
  botName: true,
  tokenEnc: true,
  channelsListedAt: true,
  channelsCursor: true,
  channelsWalkAt: true,
  channelsPublicOnly: true,
  channelsDueAt: true,
  channelsProblem: true,
} satisfies Prisma.WorkflowIntegrationSelect;

/** A connection as the channel verbs need it. */
export type Workspace = Prisma.WorkflowIntegrationGetPayload<{ select: typeof workspaceSelect }>;

/** The connection for somebody who may choose channels in a project; it must be the project's organization's own. */
export async function findWorkspace(
  ctx: Context,
  input: { projectId: string; integrationId: string },
): Promise<Workspace> {
  const { project } = await requireProject(ctx, input.projectId, "notification:manage");
  const workspace = await ctx.db.workflowIntegration.findFirst({
    where: { id: input.integrationId, organizationId: project.organizationId },
    select: workspaceSelect,
  });
  if (!workspace) throw notFound("integration");
  return workspace;
}

/** The connection for work that nobody asked for; null where it was removed meanwhile. */
export function loadWorkspace(db: Db, integrationId: string): Promise<Workspace | null> {
  return db.workflowIntegration.findUnique({ where: { id: integrationId }, select: workspaceSelect });
}

/** The line that lets the bot into a private channel. */
export const inviteCommand = (workspace: Workspace) => `/invite @${workspace.botName}`;
