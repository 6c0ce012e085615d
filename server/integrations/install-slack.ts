import { z } from "zod";
import type { Db } from "#server/db/client.ts";
import type { Context } from "#server/context.ts";
import { aliasSchema } from "#server/integrations/alias.ts";
import { type StartedConnect, startConnect } from "#server/integrations/start-connect.ts";

export const installSlackInput = z.object({
  organizationId: z.uuid(),
  /** What the workspace is known by; left out, the first free of slack, slack-2 and so on. */
  alias: aliasSchema.optional(),
});

/** Starts connecting a workspace for a caller that may not care for its alias. */
export async function installSlack(
  ctx: Context,
  { organizationId, alias }: z.output<typeof installSlackInput>,
): Promise<StartedConnect> {
  const chosen = alias ?? (await freeAlias(ctx.db, organizationId));
  return startConnect(ctx, { organizationId, alias: chosen, description: "", returnTo: "settings" });
}

async function freeAlias(db: Db, organizationId: string): Promise<string> {
  const rows = await db.workflowIntegration.findMany({ where: { organizationId }, select: { alias: true } });
  const taken = new Set(rows.map((row) => row.alias));
  let alias = "slack";
  for (let n = 2; taken.has(alias); n += 1) alias = `slack-${n}`;
  return alias;
}
