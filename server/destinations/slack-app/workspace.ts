import type { Target } from "#server/destinations/destination-kind.ts";
import { openBotToken } from "#server/integrations/token-secrets.ts";
import type { Runtime } from "#server/runtime.ts";

/** The bot token of a destination's connection, for one request; null where it cannot be read. */
export async function tokenOf(runtime: Runtime, { integration }: Target): Promise<string | null> {
  if (!integration) throw new Error("A destination without a connection is blocked before it is sent to.");
  return openBotToken(runtime, runtime.db, integration);
}

/** What makes a conversation: one subject in one channel, told by one app. */
export type ConversationKey = {
  appId: string;
  teamId: string;
  channelId: string;
  projectId: string;
  subject: string;
};

/** The key of the conversation that a message belongs to, or null where it belongs to none. */
export function conversationKey(target: Target, subject: string | null): ConversationKey | null {
  if (!subject || !target.integration || !target.channelId) return null;
  const { appId, teamId } = target.integration;
  return { appId, teamId, channelId: target.channelId, projectId: target.projectId, subject };
}
