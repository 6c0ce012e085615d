import type { Env } from "#server/env.ts";

/** Where Slack sends people back to. */
export type Redirect = {
  url: string;
  /** Whether Slack takes it; where not, workspaces are connected with a pasted bot token. */
  accepted: boolean;
};

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The redirect address of this instance. Slack takes only https (fact sheet 1.3); a stand-in for Slack on this machine
 * takes http on loopback too.
 */
export function redirectOf(env: Pick<Env, "appUrl" | "slackAppsUrl">): Redirect {
  const url = `${env.appUrl}/api/slack/oauth/callback`;
  const standIn = isLoopback(env.slackAppsUrl) && isLoopback(env.appUrl);
  return { url, accepted: url.startsWith("https://") || standIn };
}

function isLoopback(address: string): boolean {
  return loopback.includes(new URL(address).hostname);
}
