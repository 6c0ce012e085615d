import type { Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { ConnectRefusal } from "#server/integrations/connect-refusal.ts";
import { hashOf, isOurState } from "#server/slack/oauth/signed-state.ts";

const stateSelect = {
  stateHash: true,
  organizationId: true,
  userId: true,
  browserHash: true,
  alias: true,
  description: true,
  integrationId: true,
  redirectUri: true,
  returnTo: true,
  expiresAt: true,
  usedAt: true,
} satisfies Prisma.SlackOauthStateSelect;

/** A connection that was started and is being finished. */
export type StartedState = Prisma.SlackOauthStateGetPayload<{ select: typeof stateSelect }>;

/** The started connection that a state belongs to, whoever brings it; null where there is none. */
export async function findState(ctx: Context, state: string | null): Promise<StartedState | null> {
  if (!state || !isOurState(ctx.keyRing, state)) return null;
  return ctx.db.slackOauthState.findUnique({ where: { stateHash: hashOf(state) }, select: stateSelect });
}

/**
 * Uses a state up, once: it was made here, has time left, and belongs to this person and this browser.
 * @throws {ConnectRefusal} that says what is wrong with it.
 */
export async function consumeState(
  ctx: Context,
  started: StartedState | null,
  browserSecret: string | null,
): Promise<StartedState> {
  const now = ctx.clock.now();
  if (!started) throw new ConnectRefusal("state_forged");
  if (started.usedAt) throw new ConnectRefusal("state_replayed");
  if (started.expiresAt <= now) throw new ConnectRefusal("state_expired");
  if (ctx.actor?.kind !== "user") throw new ConnectRefusal("signed_out");
  if (ctx.actor.id !== started.userId) throw new ConnectRefusal("other_person");
  if (!browserSecret || hashOf(browserSecret) !== started.browserHash)
    throw new ConnectRefusal("other_browser");
  const { count } = await ctx.db.slackOauthState.updateMany({
    where: { stateHash: started.stateHash, usedAt: null },
    data: { usedAt: now },
  });
  if (count !== 1) throw new ConnectRefusal("state_replayed");
  return started;
}
