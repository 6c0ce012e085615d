import { type ManifestError, readManifest } from "./manifest.ts";
import type { App } from "./state.ts";
import type { World } from "./world.ts";

/** Creates an app in a workspace from its manifest, or says what is wrong with the manifest. */
export function createApp(
  world: World,
  teamId: string,
  manifest: unknown,
): { app: App; errors: [] } | { app: null; errors: ManifestError[] } {
  const { facts, errors } = readManifest(manifest, world.allowHttpRedirects);
  if (facts === null) return { app: null, errors };
  const app: App = {
    id: world.ids.entity("A"),
    teamId,
    name: facts.name,
    description: facts.description,
    botName: facts.botName.toLowerCase().replace(/[^a-z0-9._-]+/g, "-"),
    color: facts.color,
    clientId: world.ids.clientId(),
    clientSecret: world.ids.secret(),
    signingSecret: world.ids.secret(),
    verificationToken: world.ids.webhookSecret(),
    redirectUrls: facts.redirectUrls,
    scopes: facts.botScopes,
    manifest,
    createdAt: world.now(),
  };
  world.state.apps.push(app);
  world.changed();
  return { app, errors: [] };
}
