import type { Pace } from "#server/delivery/pacing.ts";

/** Tier 3's fifty in any minute per app and workspace: twenty at once and thirty that follow (fact sheet 3.4). */
export const infoPace = { intervalMs: 2_100, burst: 20 };

/** The limit of looking a workspace's channels up one by one. */
export const infoPaceOf = ({ appId, teamId }: { appId: string; teamId: string }): Pace => ({
  key: `slack-info:${appId}:${teamId}`,
  ...infoPace,
});
