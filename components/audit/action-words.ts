/** What actions are called where their code alone does not read well. */
const named: Readonly<Record<string, string>> = {
  "account-proof.locked": "Proof of identity refused and locked",
  "account-proof.refused": "Proof of identity refused",
  "audit.exported": "Audit log exported",
  "audit.segment-started": "New segment of the log begun",
  "audit.signing-key-created": "Signing key of the log made",
  "access-request.granted-past-policy": "Access granted past the policy",
  "delivery.redelivered": "Delivery sent again",
  "destination.broken": "Destination marked as needing attention",
  "destination.mended": "Destination works again",
  "destination.quiet-hours-removed": "Quiet hours removed",
  "destination.quiet-hours-set": "Quiet hours set",
  "destination.webhook-replaced": "Webhook of a destination replaced",
  "environment.reordered": "Environments reordered",
  "identity.client-secret-created": "Client secret made",
  "identity.client-secret-revoked": "Client secret revoked",
  "identity.created": "Machine identity added",
  "identity.deleted": "Machine identity deleted",
  "identity.disabled": "Machine identity switched off",
  "identity.enabled": "Machine identity switched on",
  "identity.logged-in": "Machine identity logged in",
  "identity.login-locked": "Machine identity’s login locked",
  "identity.login-refused": "Machine identity’s login refused",
  "identity.token-revoked": "Access token revoked",
  "identity.tokens-revoked": "Access tokens revoked",
  "identity.updated": "Machine identity changed",
  "encryption-key.rotated": "Data keys wrapped with another encryption key",
  "instance.backed-up": "Backup made",
  "instance.restored": "Restored from a backup",
  "instance.set-up": "Instance set up",
  "instance-admin.made": "Made an instance admin",
  "instance-admin.unmade": "No longer an instance admin",
  "instance.set-up-refused": "Set-up refused: wrong code",
  "oidc.connected": "Account connected with the identity provider",
  "organization-member.left": "Left the organization",
  "password-reset.created": "Link to a new password made",
  "permission.refused": "A change was refused for want of permission",
  "session.blocked": "Sign-ins turned away while locked",
  "project-identity.added": "Machine identity added to a project",
  "project-identity.removed": "Machine identity removed from a project",
  "project-identity.role-changed": "Machine identity’s role changed",
  "project.fallback-changed": "Fallback destination changed",
  "session.closed": "Signed out",
  "session.locked": "Sign-in refused and locked",
  "session.opened": "Signed in",
  "session.refused": "Sign-in refused",
  "session.revoked": "Session ended",
  "slack.connect-refused": "Connecting Slack refused",
  "slack.installed": "Slack workspace connected",
  "slack.removed-at-slack": "App removed at Slack",
  "slack.token-expired": "Token of Slack expired",
  "slack.token-revoked": "Token revoked at Slack",
  "slack.uninstalled": "Slack workspace disconnected",
  "account.taken-back": "Account taken back by the owner of its address",
  "totp.disabled": "Two-step sign-in switched off",
  "totp.enabled": "Two-step sign-in switched on",
  "user.sessions-ended": "All sessions of a person ended",
};

const families: Readonly<Record<string, string>> = {
  identity: "Machine identities",
  "project-identity": "Machine identities in projects",
  oidc: "Identity provider",
  "password-reset": "Links to a new password",
  session: "Sign-ins and sessions",
  slack: "Slack workspaces",
  "slack-app": "Slack app",
  totp: "Two-step sign-in",
  user: "People",
  audit: "The log itself",
};

/** An action in words: by name, or its code read aloud, as `project-member.role-changed`: `Project member role changed`. */
export function actionWords(action: string): string {
  return lookUp(named, action) ?? aloud(action);
}

/** The family of an action, such as `slack` of `slack.installed`. */
export function familyOf(action: string): string {
  return action.split(".", 1)[0] ?? action;
}

/** A family in words. */
export function familyWords(family: string): string {
  return lookUp(families, family) ?? aloud(family);
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function aloud(code: string): string {
  const words = code.replaceAll(/[.:_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
