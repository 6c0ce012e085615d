import type { Runtime } from "#server/runtime.ts";
import { dropExpiredWorkspace } from "#server/integrations/pending-workspace.ts";
import { createPause } from "#server/process/pause.ts";
import { loadWorkspace } from "#server/slack/channels/find-workspace.ts";
import { walkChannels } from "#server/slack/channels/walk-channels.ts";
import { checkConnection } from "#server/slack/watch/check-connection.ts";
import { claimConnection } from "#server/slack/watch/claim-connection.ts";
import { hastenExpired, refreshToken } from "#server/slack/watch/refresh-token.ts";

const pollMs = 1_000;

/**
 * Does what is due of the connections to Slack: the next pages of channel lists, tokens that expire, the checks, and
 * workspaces that nobody decided about. True when it did something. Any number of processes share the work by claims.
 */
export async function watchOnce(runtime: Runtime): Promise<boolean> {
  const now = runtime.clock.now();
  await hastenExpired(runtime);
  const expiring = await claimConnection(runtime.db, "refresh", now);
  if (expiring) await refreshToken(runtime, expiring);
  const listing = await claimConnection(runtime.db, "channels", now);
  if (listing) {
    const workspace = await loadWorkspace(runtime.db, listing);
    if (workspace) await walkChannels(runtime, workspace);
  }
  const checking = await claimConnection(runtime.db, "check", now);
  if (checking) await checkConnection(runtime, checking);
  const dropped = await dropExpiredWorkspace(runtime);
  return listing !== null || expiring !== null || checking !== null || dropped;
}

/** Looks after the connections to Slack until stopped. */
export function startSlackWatch(runtime: Runtime): { stop(): Promise<void> } {
  const pause = createPause(runtime.kick.onSlackWatch, pollMs);
  const loop = async () => {
    while (pause.goesOn()) {
      let worked = false;
      try {
        worked = await watchOnce(runtime);
      } catch (error) {
        runtime.logger.warn(
          { err: error },
          "a look after the connections to Slack failed and is tried again",
        );
      }
      if (!worked) await pause.wait();
    }
  };
  const done = loop();
  return {
    async stop() {
      pause.stop();
      await done;
    },
  };
}
