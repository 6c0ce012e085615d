import type { AppsManifestCreateArguments } from "@slack/web-api";
import type { Env } from "#server/env.ts";
import { botEvents } from "#server/slack/inbound/event-effects.ts";
import { redirectOf } from "#server/slack/app/redirect.ts";
import { botScopeNames } from "#server/slack/scopes.ts";

/** A manifest as Slack's creation flow and API take it. */
export type Manifest = AppsManifestCreateArguments["manifest"];

type Settings = Pick<Env, "appUrl" | "slackAppsUrl">;

/**
 * The manifest of this instance's Slack app. The redirect address is left out where Slack would refuse the whole
 * manifest for it. Limits: fact sheet 1.1.
 */
export function createManifest(env: Settings): Manifest {
  const redirect = redirectOf(env);
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: "Bellwire",
      description: "Carries access requests and other changes to the channels you choose.",
      background_color: "#3b2f14",
    },
    features: { bot_user: { display_name: "bellwire", always_online: true } },
    oauth_config: {
      ...(redirect.accepted ? { redirect_urls: [redirect.url] } : {}),
      scopes: { bot: [...botScopeNames] },
    },
    settings: {
      ...(redirect.accepted ? requestsOf(env) : {}),
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}

/** Where Slack sends its own requests; it takes the same addresses as for the redirect. */
export function requestUrls(env: Pick<Env, "appUrl">): { events: string; interactivity: string } {
  return { events: `${env.appUrl}/api/slack/events`, interactivity: `${env.appUrl}/api/slack/interactivity` };
}

function requestsOf(env: Settings) {
  const { events, interactivity } = requestUrls(env);
  return {
    event_subscriptions: { request_url: events, bot_events: [...botEvents] },
    interactivity: { is_enabled: true, request_url: interactivity },
  };
}

/** The address that opens Slack's creation flow with the manifest filled in (fact sheet 1.2). */
export function createAppUrl(env: Settings): string {
  const url = new URL(env.slackAppsUrl);
  const json = encodeURIComponent(JSON.stringify(createManifest(env)));
  url.search = `new_app=1&manifest_json=${json}`;
  return url.toString();
}
