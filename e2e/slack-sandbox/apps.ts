import { type ManifestError, type ManifestFacts, readManifest } from "./manifest.ts";
import type { App } from "./state.ts";
import type { World } from "./world.ts";

type Judged<T> = { app: T; errors: [] } | { app: null; errors: ManifestError[] };

/** Judges a manifest by the switches of this sandbox. */
export function judgeManifest(world: World, manifest: unknown) {
  const ipRanges = world.state.settings.allowedIpRanges;
  return readManifest(manifest, { allowHttp: world.allowHttpRedirects, ipRanges });
}

function configured(facts: ManifestFacts, manifest: unknown) {
  return {
    name: facts.name,
    description: facts.description,
    botName: facts.botName.toLowerCase().replace(/[^a-z0-9._-]+/g, "-"),
    color: facts.color,
    redirectUrls: facts.redirectUrls,
    scopes: facts.botScopes,
    manifest,
    events: facts.events,
    eventsUrl: facts.eventsUrl,
    interactivityUrl: facts.interactivityUrl,
    tokenRotation: facts.tokenRotation,
    orgDeploy: facts.orgDeploy,
  };
}

/** Creates an app in a workspace from its manifest, or says what is wrong with the manifest. */
export function createApp(world: World, teamId: string, manifest: unknown): Judged<App> {
  const { facts, errors } = judgeManifest(world, manifest);
  if (facts === null) return { app: null, errors };
  const app: App = {
    ...configured(facts, manifest),
    id: world.ids.entity("A"),
    teamId,
    clientId: world.ids.clientId(),
    clientSecret: world.ids.secret(),
    signingSecret: world.ids.secret(),
    verificationToken: world.ids.webhookSecret(),
    createdAt: world.now(),
    // After creation from a manifest the developer has to press "Verify" by hand.
    eventsVerified: false,
    eventsDisabled: false,
    distributed: false,
  };
  world.state.apps.push(app);
  world.changed();
  return { app, errors: [] };
}

/** Gives an app another manifest. A new request URL has to be verified; rotation cannot be switched off again. */
export function updateApp(world: World, app: App, manifest: unknown): Judged<App> {
  const { facts, errors } = judgeManifest(world, manifest);
  if (facts === null) return { app: null, errors };
  if (app.tokenRotation && !facts.tokenRotation) {
    const message = "Token rotation cannot be disabled once it is enabled";
    return { app: null, errors: [{ message, pointer: "/settings/token_rotation_enabled" }] };
  }
  const verified = app.eventsVerified && app.eventsUrl === facts.eventsUrl;
  Object.assign(app, configured(facts, manifest), { eventsVerified: verified });
  world.changed();
  return { app, errors: [] };
}
