import type { Runtime } from "#server/runtime.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";

/**
 * Revokes a token at Slack, best effort, unless another connection of the instance uses the workspace, or is about to:
 * they share it.
 * Call it after the commit that let go of the token.
 */
export async function revokeIfUnused(
  runtime: Runtime,
  connection: { teamId: string; token: string },
  deadline?: AbortSignal,
): Promise<boolean> {
  const { teamId } = connection;
  const others = await runtime.db.workflowIntegration.count({ where: { teamId } });
  const waiting = await runtime.db.pendingWorkspace.count({
    where: { teamId, expiresAt: { gt: runtime.clock.now() } },
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
