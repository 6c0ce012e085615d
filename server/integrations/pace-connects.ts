import { type Context, requireUser } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { AppError } from "#server/errors.ts";

const pace = { intervalMs: 3_000, burst: 20 };

/**
 * Lets one person connect only so often: each try leaves a row or an entry of the audit log, and a pasted token makes
 * us ask Slack.
 */
export async function paceConnects(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const turn = await takeTurn(ctx.db, [{ key: `slack-connect:${requireUser(ctx).id}`, ...pace }], now);
  if (turn.allowed) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((turn.at.getTime() - now.getTime()) / 1_000));
  throw new AppError("rate_limited", `You tried too often. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
