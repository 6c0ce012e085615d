import { type Context, requireUser } from "#server/context.ts";
import { comeBack, takeTurn } from "#server/delivery/pacing.ts";

const pace = { intervalMs: 3_000, burst: 20 };

/**
 * Lets one person connect only so often: each try leaves a row or an entry of the audit log, and a pasted token makes
 * us ask Slack.
 */
export async function paceConnects(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const turn = await takeTurn(ctx.db, [{ key: `slack-connect:${requireUser(ctx).id}`, ...pace }], now);
  if (turn.allowed) return;
  throw comeBack(turn.at, now, "You tried too often.");
}
