/** What Bellwire asks of a workspace, in the order Slack shows it. Source: product page, Slack connection rules. */
export const botScopeNames = ["chat:write", "chat:write.public", "channels:read", "groups:read"] as const;

const purposes: Record<(typeof botScopeNames)[number], string> = {
  "chat:write": "send messages",
  "chat:write.public": "send to public channels without being invited",
  "channels:read": "list public channels",
  "groups:read": "list the private channels it was invited to",
};

/** The asked scopes a connection was not granted, each with what does not work without it. */
export function missingScopes(granted: readonly string[]): { scope: string; purpose: string }[] {
  return botScopeNames
    .filter((scope) => !granted.includes(scope))
    .map((scope) => ({ scope, purpose: purposes[scope] }));
}
