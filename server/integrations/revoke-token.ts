import { whileNobodyConnects } from "#server/integrations/connect-lock.ts";
import type { Runtime } from "#server/runtime.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";

/** A bot token in clear, and whose it is: every connection through one app to one workspace shares its token. */
export type HeldToken = { teamId: string; appId: string; botUserId: string; token: string };

/**
 * Revokes a token at Slack, best effort, unless another connection of the instance shares it, or is about to.
 * Call it after the commit that let go of the token.
 */
export async function revokeIfUnused(
  runtime: Runtime,
  connection: HeldToken,
  deadline?: AbortSignal,
): Promise<boolean> {
  const revoked = await whileNobodyConnects(runtime, () => revoke(runtime, connection, deadline));
  if (revoked === null)
    runtime.logger.warn({ teamId: connection.teamId, why: "busy" }, "could not revoke at Slack");
  return revoked ?? false;
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
