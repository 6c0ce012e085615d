import type { Context } from "#server/context.ts";
import { requestUrls } from "#server/slack/app/manifest.ts";
import { botEvents } from "#server/slack/inbound/event-effects.ts";

/** How many workspaces the latest events are named of. */
const shown = 5;

/** What Slack's own requests to this instance need, and which of them came. Who asks has been authorized. */
export async function readHearing(ctx: Context) {
  const rows = await ctx.db.slackRequestSeen.findMany({
    select: { kind: true, appId: true, teamId: true, at: true, detail: true },
    orderBy: { at: "desc" },
    take: 200,
  });
  const latest = (kind: string) => rows.find((row) => row.kind === kind) ?? null;
  const events = rows.filter((row) => row.kind === "event").slice(0, shown);
  const names = await namesOf(
    ctx,
    events.map((row) => row.teamId),
  );
  const refused = latest("refused");
  return {
    urls: requestUrls(ctx.env),
    eventNames: [...botEvents],
    verifiedAt: latest("verification")?.at ?? null,
    interactionAt: latest("interaction")?.at ?? null,
    refused: refused && { at: refused.at, why: refused.detail },
    events: events.map(({ teamId, at, detail: type }) => ({
      teamId,
      teamName: names.get(teamId) ?? null,
      at,
      type,
    })),
  };
}

async function namesOf(ctx: Context, teamIds: string[]): Promise<Map<string, string>> {
  const rows = await ctx.db.workflowIntegration.findMany({
    where: { teamId: { in: teamIds } },
    select: { teamId: true, teamName: true },
  });
  return new Map(rows.map((row) => [row.teamId, row.teamName]));
}
