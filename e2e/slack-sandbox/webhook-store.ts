import type { App, Channel, Webhook } from "./state.ts";
import type { World } from "./world.ts";

/** Makes a new webhook; every installation that asks for one gets another. */
export function issueWebhook(world: World, app: App, channel: Channel): Webhook {
  const hook: Webhook = {
    id: world.ids.entity("B"),
    teamId: channel.teamId,
    appId: app.id,
    channelId: channel.id,
    secret: world.ids.webhookSecret(),
    status: "active",
    error: null,
    createdAt: world.now(),
  };
  world.state.webhooks.push(hook);
  world.changed();
  return hook;
}

/** The address that is posted to, on the sandbox's own host unless the settings name another. */
export function webhookUrl(world: World, hook: Webhook, origin: string): string {
  const host = world.state.settings.hooksOrigin ?? origin;
  return new URL(`/services/${hook.teamId}/${hook.id}/${hook.secret}`, host).toString();
}
