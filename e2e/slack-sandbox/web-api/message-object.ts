import type { App, Install, Message } from "../state.ts";

/** A stored message in the shape the chat methods answer. */
export function messageObject(
  message: Message,
  app: App,
  install: Install,
  origin: string,
): Record<string, unknown> {
  const icon = `${origin}/icon.svg`;
  return {
    user: message.userId,
    type: "message",
    ts: message.ts,
    bot_id: message.botId,
    app_id: message.appId,
    text: message.text,
    team: message.teamId,
    ...(message.username !== null && { subtype: "bot_message", username: message.username }),
    bot_profile: {
      id: message.botId,
      app_id: message.appId,
      user_id: message.userId,
      name: app.name,
      icons: { image_36: icon, image_48: icon, image_72: icon },
      deleted: false,
      updated: Math.floor(install.installedAt / 1000),
      team_id: message.teamId,
    },
    ...(message.threadTs !== null && { thread_ts: message.threadTs, parent_user_id: message.userId }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && {
      attachments: message.attachments.map((attachment, index) => ({ ...attachment, id: index + 1 })),
    }),
    ...(message.metadata !== null && { metadata: message.metadata }),
  };
}
