import { z } from "zod";
import type { Context } from "#server/context.ts";
import { aliasSchema } from "#server/integrations/alias.ts";
import { type StartedConnect, startConnect } from "#server/integrations/start-connect.ts";

export const installSlackInput = z.object({
  organizationId: z.uuid(),
  /** What the workspace is known by; left out, its own name, with a number where that is taken. */
  alias: aliasSchema.optional(),
});

/** Starts connecting a workspace for a caller that may not care for its alias; it ends in the organization's settings. */
export async function installSlack(
  ctx: Context,
  input: z.output<typeof installSlackInput>,
): Promise<StartedConnect> {
  return startConnect(ctx, { ...input, returnTo: "settings" });
}
