import { AUTHORIZE_ERRORS, type AuthorizeError } from "./documented-errors.ts";
import { SCOPES } from "./installs.ts";
import type { App, Code, Organization, Workspace } from "./state.ts";
import { appByClientId, channelById, organizationOf, workspaceById, type World } from "./world.ts";

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
export type AuthorizeTrouble = { error: AuthorizeError; detail: string; callback: string | null };

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

type Return = Pick<Authorization, "redirectUri" | "state">;

/** Trouble that goes where the table and the settings say: back to the app, or on Slack's own page. */
function trouble(
  world: World,
  error: AuthorizeError,
  detail: string,
  { redirectUri, state }: Return,
): AuthorizeTrouble {
  const { goes } = AUTHORIZE_ERRORS[error];
  const back =
    goes === "callback" || (goes === "either" && world.state.settings.authorizeErrors === "callback");
  return { error, detail, callback: back ? addressWith(redirectUri, { error, state }) : null };
}

/** An error by the name a test ordered, if the authorize address can answer it. */
export function orderedTrouble(world: World, asked: Authorization, name: string): AuthorizeTrouble | null {
  const detail = "Something stands against this installation.";
  return isAuthorizeError(name) ? trouble(world, name, detail, asked) : null;
}

function isAuthorizeError(name: string): name is AuthorizeError {
  return Object.hasOwn(AUTHORIZE_ERRORS, name);
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
    return trouble(world, "invalid_scope", detail, { redirectUri, state });
  }
  const team = workspaceById(world, query.get("team") ?? "") ?? null;
  return { app, sentRedirectUri: sent, redirectUri, scopes, state, team };
}

/** Whether an organization may take the app for all its workspaces. */
export function mayInstallOrgWide(world: World, app: App, organization: Organization): boolean {
  return app.orgDeploy && (isDistributed(world, app) || organizationOf(world, app.teamId) === organization);
}

const isDistributed = (world: World, app: App) => app.distributed || world.state.settings.distributed;

/** The user presses Allow: issues a code, or refuses a place the app may not be installed in. */
export function allow(
  world: World,
  asked: Authorization,
  teamId: string,
  channelId: string | null,
): string | AuthorizeTrouble {
  const { app, redirectUri, state } = asked;
  const workspace = workspaceById(world, teamId);
  const organization = world.state.organizations.find((one) => one.id === teamId);
  const place =
    workspace ?? (organization && mayInstallOrgWide(world, app, organization) ? organization : undefined);
  if (place === undefined)
    return trouble(world, "team_not_found", "The app cannot be installed there.", asked);
  if (workspace && workspace.id !== app.teamId && !isDistributed(world, app)) {
    const detail = `${app.name} is not distributed and can be installed only in the workspace that created it.`;
    return trouble(world, "invalid_team_for_non_distributed_app", detail, asked);
  }
  // Webhooks do not work with organization-wide installs.
  const wantsHook = asked.scopes.includes("incoming-webhook") && workspace !== undefined;
  const channel = channelId === null ? undefined : channelById(world, channelId);
  if (wantsHook && channel?.teamId !== place.id) {
    return trouble(world, "channel_not_found", "Pick the channel the app may post to.", asked);
  }
  const code: Code = {
    code: world.ids.code(),
    appId: app.id,
    teamId: place.id,
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
