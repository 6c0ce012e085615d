/** How one way of ending a connection reads. `danger` needs somebody to act before trying again. */
export type OutcomeText = {
  tone: "ok" | "warning" | "danger";
  title: string;
  sentence: string;
  remedy: Remedy;
};

/** What the reader can press next. */
type Remedy = "none" | "connect-again" | "sign-in" | "set-up-slack-app" | "manage-distribution";

const ok = (title: string, sentence: string): OutcomeText => ({
  tone: "ok",
  title,
  sentence,
  remedy: "none",
});
const again = (title: string, sentence: string): OutcomeText => ({
  tone: "warning",
  title,
  sentence,
  remedy: "connect-again",
});
const stuck = (title: string, sentence: string, remedy: Remedy = "none"): OutcomeText => ({
  tone: "danger",
  title,
  sentence,
  remedy,
});

const nothingConnected = "Nothing was connected";
const slackRefused = "Slack refused the connection";
const appWrong = "The Slack app's settings do not fit";

/** Every way in which connecting a workspace can end, by the code that stands in the address afterwards. */
export const connectOutcomes = {
  connected: ok("Workspace connected", "Projects of this organization can now send to its channels."),
  updated: ok(
    "Workspace connected again",
    "This workspace was connected already. Its token and scopes were renewed; alias and description stayed as they were.",
  ),
  reconnected: ok("Workspace reconnected", "Messages that waited for this connection now follow."),

  denied: again(
    nothingConnected,
    "You pressed Cancel at Slack, so Bellwire got no access. Connect again when you are ready.",
  ),
  state_missing: again(
    nothingConnected,
    "Slack's answer did not say which connection it belongs to. Connect again.",
  ),
  state_expired: again(
    nothingConnected,
    "More than ten minutes passed before Slack answered. Connect again.",
  ),
  state_replayed: again(
    "Already used",
    "This answer of Slack was used before and does not count twice. Look at the list of integrations; if the workspace is not there, connect again.",
  ),
  state_forged: again(
    nothingConnected,
    "This answer does not belong to a connection that was started here. If you followed a link from somebody else, close this page; else connect again.",
  ),
  other_browser: again(
    nothingConnected,
    "The connection was started in another browser. Connect again and stay in the same one.",
  ),
  other_person: again(
    nothingConnected,
    "Somebody else started this connection. Each person has to go to Slack and back themselves: connect again.",
  ),
  signed_out: stuck(
    nothingConnected,
    "You were signed out while Slack asked for your consent. Sign in and connect again.",
    "sign-in",
  ),
  not_member: stuck(
    nothingConnected,
    "You are no longer a member of the organization this connection was for. Ask one of its owners to let you in again.",
  ),
  no_permission: stuck(
    nothingConnected,
    "Your role no longer allows you to connect workspaces. Ask an owner or admin of the organization.",
  ),
  plan: stuck(
    nothingConnected,
    "The organization's plan does not include Slack; it needs team or enterprise. Ask an instance admin to change the plan.",
  ),
  alias_taken: again(
    nothingConnected,
    "Another integration of this organization took that alias meanwhile. Choose another alias and connect again.",
  ),
  wrong_workspace: again(
    "Another workspace was chosen",
    "You chose another workspace at Slack than the one this integration belongs to, so nothing was changed. Reconnect and choose the same workspace, or decide what becomes of the other one while it is kept.",
  ),
  integration_gone: again(
    nothingConnected,
    "The integration was deleted while Slack asked for your consent. Add it as a new one.",
  ),
  enterprise_install: stuck(
    nothingConnected,
    "The app was installed for a whole Enterprise organization. Bellwire connects single workspaces: install it in one workspace instead.",
  ),
  not_configured: stuck(
    nothingConnected,
    "This instance has no Slack app any more. An instance admin has to set it up first.",
    "set-up-slack-app",
  ),
  too_many: again("Too many answers at once", "Wait a minute, then connect again."),

  code_missing: again(nothingConnected, "Slack's answer came without its code. Connect again."),
  authorize_invalid_scope: stuck(
    slackRefused,
    "Slack does not know one of the scopes Bellwire asks for. An instance admin should compare the Slack app with its manifest.",
    "set-up-slack-app",
  ),
  authorize_invalid_team: stuck(
    slackRefused,
    "The Slack app is not distributed, so it can only be installed in the workspace it was created in. To connect another one, an admin of the app opens its page at Slack, then Manage Distribution, and presses Activate Public Distribution; after that, connect again. The app is not listed anywhere by this.",
    "manage-distribution",
  ),
  authorize_not_on_enterprise: stuck(
    slackRefused,
    "One of the scopes cannot be granted for an Enterprise organization. Install the app in a single workspace.",
    "connect-again",
  ),
  authorize_unapproved_scope: stuck(
    slackRefused,
    "A scope is not approved in this workspace. Ask an admin of the Slack workspace to approve the app.",
  ),
  bad_redirect_uri: stuck(
    appWrong,
    "The Slack app does not list this instance's redirect address. An instance admin has to add it under OAuth & Permissions in Slack.",
    "set-up-slack-app",
  ),
  authorize_other: again(
    slackRefused,
    "Slack ended the installation for a reason of its own. Connect again.",
  ),

  exchange_invalid_client_id: stuck(
    appWrong,
    "Slack knows no app with the saved Client ID. An instance admin has to correct it.",
    "set-up-slack-app",
  ),
  exchange_bad_client_secret: stuck(
    appWrong,
    "Slack does not accept the saved Client Secret. An instance admin has to enter the present one.",
    "set-up-slack-app",
  ),
  exchange_invalid_code: again(
    nothingConnected,
    "Slack's code was no longer valid: it lasts ten minutes and counts once. Connect again.",
  ),
  exchange_no_scopes: stuck(
    slackRefused,
    "The installation came without any scope. An instance admin should compare the Slack app with its manifest.",
    "set-up-slack-app",
  ),
  exchange_org_installed: stuck(
    slackRefused,
    "The app is already installed for the whole Enterprise organization. Remove that installation at Slack, then install it in one workspace.",
  ),
  exchange_pkce: stuck(
    appWrong,
    "The Slack app asks for PKCE, which Bellwire does not use. Switch it off in the app's settings at Slack.",
    "set-up-slack-app",
  ),
  exchange_url_mismatch: stuck(
    appWrong,
    "The Slack app was installed through another kind of address than it is set up for. An instance admin should create it anew from the manifest.",
    "set-up-slack-app",
  ),
  exchange_preview: stuck(
    appWrong,
    "The Slack app uses a preview feature that this workspace does not have. Switch it off in the app's settings at Slack.",
    "set-up-slack-app",
  ),
  exchange_email_unverified: stuck(
    slackRefused,
    "Your e-mail address is not confirmed at Slack. Confirm it there, then connect again.",
    "connect-again",
  ),
  exchange_other: again(
    slackRefused,
    "Slack refused to finish the installation. Connect again; if it stays, tell your instance admin.",
  ),

  no_bot: stuck(
    slackRefused,
    "Slack installed the app without a bot. An instance admin should compare the Slack app with its manifest.",
    "set-up-slack-app",
  ),
  token_invalid: again(nothingConnected, "Slack gave a token and refused it at once. Connect again."),
  slack_limited: again(nothingConnected, "Slack asks us to slow down. Connect again in a minute."),
  slack_slow: again(nothingConnected, "Slack did not answer in time. Connect again."),
  slack_unreachable: again(
    nothingConnected,
    "Slack could not be reached or failed to answer. Connect again in a few minutes.",
  ),
  failed: again(
    nothingConnected,
    "Something failed on our side and nothing was saved. Connect again, and tell your instance admin if it stays.",
  ),
} as const satisfies Record<string, OutcomeText>;

/** The code of one way of ending. */
export type ConnectOutcome = keyof typeof connectOutcomes;

/** The text of a code that stands in an address, or null where it is none of ours. */
export function readConnectOutcome(code: string | null | undefined): OutcomeText | null {
  return code && isOutcome(code) ? connectOutcomes[code] : null;
}

function isOutcome(code: string): code is ConnectOutcome {
  return Object.hasOwn(connectOutcomes, code);
}

const authorizeErrors: Readonly<Record<string, ConnectOutcome>> = {
  access_denied: "denied",
  invalid_scope: "authorize_invalid_scope",
  invalid_team_for_non_distributed_app: "authorize_invalid_team",
  scope_not_allowed_on_enterprise: "authorize_not_on_enterprise",
  unapproved_scope: "authorize_unapproved_scope",
  bad_redirect_uri: "bad_redirect_uri",
};

/** The outcome of an `error=` that Slack sent the browser back with. Source: fact sheet 2.1. */
export function outcomeOfAuthorizeError(error: string): ConnectOutcome {
  return own(authorizeErrors, error) ?? "authorize_other";
}

const exchangeErrors: Readonly<Record<string, ConnectOutcome>> = {
  invalid_client_id: "exchange_invalid_client_id",
  bad_client_secret: "exchange_bad_client_secret",
  invalid_code: "exchange_invalid_code",
  code_already_used: "exchange_invalid_code",
  bad_redirect_uri: "bad_redirect_uri",
  oauth_authorization_url_mismatch: "exchange_url_mismatch",
  no_scopes: "exchange_no_scopes",
  cannot_install_an_org_installed_app: "exchange_org_installed",
  invalid_code_verifier: "exchange_pkce",
  pkce_not_allowed: "exchange_pkce",
  preview_feature_not_available: "exchange_preview",
  user_email_unverified: "exchange_email_unverified",
  invalid_grant_type: "exchange_other",
  invalid_refresh_token: "exchange_other",
  invalid_team_for_non_distributed_app: "authorize_invalid_team",
  ratelimited: "slack_limited",
  invalid_auth: "token_invalid",
  account_inactive: "token_invalid",
  token_revoked: "token_invalid",
  internal_error: "slack_unreachable",
  fatal_error: "slack_unreachable",
  service_unavailable: "slack_unreachable",
  request_timeout: "slack_slow",
};

/** The outcome of an error of `oauth.v2.access`, or of the `auth.test` after it. Source: fact sheet 2.2. */
export function outcomeOfExchangeError(error: string): ConnectOutcome {
  return own(exchangeErrors, error) ?? "exchange_other";
}

function own(table: Readonly<Record<string, ConnectOutcome>>, key: string): ConnectOutcome | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
