import { SCOPES } from "./installs.ts";
import type { App, Code, Workspace } from "./state.ts";
import { appByClientId, channelById, workspaceById, type World } from "./world.ts";

/** An authorize request that may be shown to the user. */
export type Authorization = {
  app: App;
  /** What was sent, or null when it was left out: the exchange has to repeat it. */
  sentRedirectUri: string | null;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  /** The workspace asked for, if it exists. */
  team: Workspace | null;
};

/** Trouble that is shown on Slack's own page, or carried back to the app. */
export type AuthorizeTrouble = { error: string; detail: string; callback: string | null };

/** Whether an address equals a configured one or lies below it, on the same scheme, host and port. */
export function redirectFits(sent: string, configured: string[]): boolean {
  if (!URL.canParse(sent)) return false;
  const url = new URL(sent);
  if (url.hash !== "") return false;
  return configured.some((one) => {
    const base = new URL(one);
    if (base.origin !== url.origin) return false;
    const folder = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
    return url.pathname === base.pathname || url.pathname.startsWith(folder);
  });
}

function addressWith(redirectUri: string, parameters: Record<string, string | null>): string {
  const url = new URL(redirectUri);
  for (const [key, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(key, value);
  return url.toString();
}

/** Where trouble the app can handle goes back to, or null when the setting keeps it on Slack's page. */
export function troubleCallback(
  world: World,
  redirectUri: string,
  error: string,
  state: string | null,
): string | null {
  return world.state.settings.authorizeErrors === "callback"
    ? addressWith(redirectUri, { error, state })
    : null;
}

/** Reads the parameters of `/oauth/v2/authorize`. */
export function readAuthorization(world: World, query: URLSearchParams): Authorization | AuthorizeTrouble {
  const app = appByClientId(world, query.get("client_id") ?? "");
  if (app === undefined) {
    const detail = "We could not find an app with this client ID.";
    return { error: "invalid_client_id", detail, callback: null };
  }
  const sent = query.get("redirect_uri");
  const redirectUri = sent ?? app.redirectUrls[0];
  if (redirectUri === undefined || (sent !== null && !redirectFits(sent, app.redirectUrls))) {
    const detail = `redirect_uri did not match any configured URIs. Passed URI: ${sent ?? "(none)"}`;
    return { error: "bad_redirect_uri", detail, callback: null };
  }
  const state = query.get("state");
  const scopes = [...new Set((query.get("scope") ?? "").split(/[\s,]+/).filter((scope) => scope !== ""))];
  const strict = world.state.settings.scopesMustBeConfigured;
  const bad = scopes.filter(
    (scope) => !Object.hasOwn(SCOPES, scope) || (strict && !app.scopes.includes(scope)),
  );
  if (scopes.length === 0 || bad.length > 0) {
    const detail =
      scopes.length === 0
        ? "No scopes were requested."
        : `These scopes cannot be requested: ${bad.join(", ")}`;
    return {
      error: "invalid_scope",
      detail,
      callback: troubleCallback(world, redirectUri, "invalid_scope", state),
    };
  }
  const team = workspaceById(world, query.get("team") ?? "") ?? null;
  return { app, sentRedirectUri: sent, redirectUri, scopes, state, team };
}

/** The user presses Allow: issues a code, or refuses a workspace the app may not be installed in. */
export function allow(
  world: World,
  asked: Authorization,
  teamId: string,
  channelId: string | null,
): string | AuthorizeTrouble {
  const { app, redirectUri, state } = asked;
  const workspace = workspaceById(world, teamId);
  if (workspace === undefined) {
    return { error: "invalid_team", detail: "This workspace does not exist.", callback: null };
  }
  if (workspace.id !== app.teamId && !world.state.settings.distributed) {
    const error = "invalid_team_for_non_distributed_app";
    const detail = `${app.name} is not distributed and can be installed only in the workspace that created it.`;
    return { error, detail, callback: troubleCallback(world, redirectUri, error, state) };
  }
  const wantsHook = asked.scopes.includes("incoming-webhook");
  const channel = channelId === null ? undefined : channelById(world, channelId);
  if (wantsHook && channel?.teamId !== workspace.id) {
    return { error: "no_channel", detail: "Pick the channel the app may post to.", callback: null };
  }
  const code: Code = {
    code: world.ids.code(),
    appId: app.id,
    teamId: workspace.id,
    redirectUri: asked.sentRedirectUri,
    scopes: asked.scopes,
    channelId: wantsHook ? (channel?.id ?? null) : null,
    issuedAt: world.now(),
    used: false,
  };
  world.state.codes.push(code);
  world.changed();
  return addressWith(redirectUri, { code: code.code, state });
}

/** The user presses Cancel. */
export function deny(world: World, asked: Authorization): string {
  const state = world.state.settings.stateOnDeny ? asked.state : null;
  return addressWith(asked.redirectUri, { error: "access_denied", state });
}
