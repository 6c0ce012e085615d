import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { IntegrationSource } from "#server/db/generated/client.ts";
import { notFound } from "#server/errors.ts";
import {
  activeIntegrationId,
  integrationSelect,
  integrationView,
} from "#server/integrations/integration-view.ts";
import { hearingOf } from "#server/slack/inbound/hearing-of.ts";
import { rightsOf } from "#server/integrations/list-integrations.ts";

export const getIntegrationInput = z.object({ organizationId: z.uuid(), integrationId: z.uuid() });

/** A project that sends through an integration. */
type ProjectUse = { id: string; name: string; destinations: number; waiting: number };

/** One integration with the projects that use it; projects the reader is not in are only counted. */
export async function getIntegration(ctx: Context, input: z.infer<typeof getIntegrationInput>) {
  const { organizationId, integrationId } = input;
  const access = await requireOrganization(ctx, organizationId, "integration:read");
  const row = await ctx.db.workflowIntegration.findFirst({
    where: { id: integrationId, organizationId },
    select: {
      ...integrationSelect,
      appId: true,
      tokenExpiresAt: true,
      checkDueAt: true,
      channelsListedAt: true,
      _count: { select: { channels: true } },
      destinations: {
        where: { deletedAt: null },
        select: {
          project: { select: { id: true, name: true } },
          _count: { select: { deliveries: { where: { state: "waiting" } } } },
        },
      },
    },
  });
  if (!row) throw notFound("integration");
  const { destinations, _count, appId, ...rest } = row;
  const uses = usesByProject(
    destinations.map((one) => ({ project: one.project, waiting: one._count.deliveries })),
  );
  const visible =
    access.role === "member"
      ? await projectsOf(
          ctx,
          uses.map((use) => use.id),
        )
      : null;
  const siblings = await ctx.db.workflowIntegration.findMany({
    where: { organizationId },
    select: { id: true, connectedAs: true, connectedAt: true },
  });
  return {
    ...integrationView(rest),
    isActive: activeIntegrationId(siblings) === row.id,
    checkDueAt: row.checkDueAt,
    tokenExpiresAt: row.tokenExpiresAt,
    channelsListedAt: row.channelsListedAt,
    channelCount: _count.channels,
    /** Whether Slack tells us what happens there, and when it last did. */
    events: await eventsOf(ctx, { appId, teamId: row.teamId, source: row.source }),
    projects: uses.filter((use) => visible === null || visible.has(use.id)),
    hiddenProjects: visible === null ? 0 : uses.filter((use) => !visible.has(use.id)).length,
    /** What deleting it silences. */
    destinationCount: destinations.length,
    waitingCount: uses.reduce((sum, use) => sum + use.waiting, 0),
    may: rightsOf(access),
  };
}

/** Whether a connection's events reach us, and the last one about its workspace. */
async function eventsOf(
  ctx: Context,
  connection: { appId: string; teamId: string; source: IntegrationSource },
) {
  const { appId, teamId } = connection;
  const last = await ctx.db.slackRequestSeen.findUnique({
    where: { kind_appId_teamId: { kind: "event", appId, teamId } },
    select: { at: true, detail: true },
  });
  return {
    hearing: await hearingOf(ctx, connection),
    lastAt: last?.at ?? null,
    lastType: last?.detail ?? null,
  };
}

function usesByProject(rows: { project: { id: string; name: string }; waiting: number }[]): ProjectUse[] {
  const uses = new Map<string, ProjectUse>();
  for (const { project, waiting } of rows) {
    const use = uses.get(project.id) ?? { ...project, destinations: 0, waiting: 0 };
    uses.set(project.id, { ...use, destinations: use.destinations + 1, waiting: use.waiting + waiting });
  }
  return [...uses.values()].sort((a, b) => a.name.localeCompare(b.name));
}

async function projectsOf(ctx: Context, projectIds: string[]): Promise<Set<string>> {
  const rows = await ctx.db.projectMember.findMany({
    where: { userId: requireUser(ctx).id, projectId: { in: projectIds } },
    select: { projectId: true },
  });
  return new Set(rows.map((row) => row.projectId));
}
