import { z } from "zod";
import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { comeBack, takeTurn } from "#server/delivery/pacing.ts";
import { AppError, notFound } from "#server/errors.ts";
import { checkConnection } from "#server/slack/watch/check-connection.ts";

export const checkIntegrationInput = z.object({ organizationId: z.uuid(), integrationId: z.uuid() });

/** Two looks by hand are at least so far apart: each one asks Slack about every channel in use. */
const restMs = 5_000;

/** Looks after a connection now: its token, its name and scopes, and each channel that a destination uses. */
export async function checkIntegration(
  ctx: Context,
  input: z.output<typeof checkIntegrationInput>,
): Promise<{ checkedAt: Date; works: boolean }> {
  const { organizationId, integrationId: id } = input;
  await requireOrganization(ctx, organizationId, "integration:connect");
  const read = () =>
    ctx.db.workflowIntegration.findFirst({
      where: { id, organizationId },
      select: { checkedAt: true, brokenCode: true },
    });
  const before = await read();
  if (!before) throw notFound("integration");
  const now = ctx.clock.now().getTime();
  const pace = { key: `slack-check:${id}`, intervalMs: restMs, burst: 1 };
  const turn = await takeTurn(ctx.db, [pace], ctx.clock.now());
  if (turn.allowed) await checkConnection(ctx, id);
  else if (!before.checkedAt || before.checkedAt.getTime() < now - restMs)
    throw comeBack(turn.at, ctx.clock.now(), "This connection is being checked.");
  const after = await read();
  if (!after) throw notFound("integration");
  if (
    !after.checkedAt ||
    (after.checkedAt.getTime() === before.checkedAt?.getTime() && after.checkedAt.getTime() < now - restMs)
  ) {
    throw new AppError(
      "unavailable",
      "Slack did not answer. Nothing is known that was not known before. Try again.",
    );
  }
  return { checkedAt: after.checkedAt, works: after.brokenCode === null };
}
