import { whileNobodyConnects } from "#server/integrations/connect-lock.ts";
import type { Runtime } from "#server/runtime.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";

/** A bot token in clear, and whose it is: every connection through one app to one workspace shares its token. */
export type HeldToken = { teamId: string; appId: string; botUserId: string; token: string };

/**
 * Revokes a token at Slack, best effort, unless another connection of the instance shares it, or is about to.
 * Call it after the commit that let go of the token; it never fails.
 */
export async function revokeIfUnused(
  runtime: Runtime,
  held: HeldToken,
  deadline?: AbortSignal,
): Promise<boolean> {
  const [revoked = false] = (await revokeUnused(runtime, [held], deadline)) ?? [];
  return revoked;
}

/** The same for several at once, in their order; null where it could not be told that nobody is being given one. */
export async function revokeUnused(
  runtime: Runtime,
  held: readonly HeldToken[],
  deadline?: AbortSignal,
): Promise<boolean[] | null> {
  if (held.length === 0) return [];
  try {
    const all = () => Promise.all(held.map((one) => revoke(runtime, one, deadline)));
    const revoked = await whileNobodyConnects(runtime, all);
    if (revoked) return revoked;
    runtime.logger.warn({ why: "busy", tokens: held.length }, "could not revoke at Slack");
  } catch (error) {
    runtime.logger.warn({ err: error, tokens: held.length }, "could not revoke at Slack");
  }
  return null;
}

async function revoke(
  runtime: Runtime,
  connection: HeldToken,
  deadline: AbortSignal | undefined,
): Promise<boolean> {
  const { teamId, appId, botUserId } = connection;
  // Slack does not always tell the app; a bot user belongs to one app and workspace too.
  const sharing = { teamId, OR: [{ botUserId }, ...(appId ? [{ appId }] : [])] };
  const others = await runtime.db.workflowIntegration.count({ where: sharing });
  const waiting = await runtime.db.pendingWorkspace.count({
    where: { ...sharing, expiresAt: { gt: runtime.clock.now() } },
  });
  if (others + waiting > 0) return false;
  const client = createSlackClient(runtime.env, connection.token, {
    timeout: 5_000,
    ...(deadline ? { deadline } : {}),
  });
  const result = await callSlack(() => client.auth.revoke());
  if (!result.ok) {
    const why = result.kind === "platform" ? result.error : result.kind;
    runtime.logger.warn({ teamId: connection.teamId, why }, "could not revoke at Slack");
  }
  return result.ok;
}
