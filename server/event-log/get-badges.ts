import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { countWaitingForMe } from "#server/event-log/get-overview.ts";

export const getBadgesInput = z.object({ projectId: z.uuid() });

/** The counts beside the nav: what waits for me, and how many destinations need attention. */
export async function getBadges(ctx: Context, input: z.output<typeof getBadgesInput>) {
  const { project } = await requireProject(ctx, input.projectId, "project:read");
  const needAttention = await ctx.db.destination.count({
    where: {
      projectId: project.id,
      deletedAt: null,
      enabled: true,
      OR: [
        { brokenCode: { not: null } },
        { integrationId: null },
        { integration: { brokenCode: { not: null } } },
      ],
    },
  });
  return { waitingForMe: await countWaitingForMe(ctx, project.id), needAttention };
}
