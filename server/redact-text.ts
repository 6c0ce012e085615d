/** What a text shows in place of a value that must not be in it. */
export const REDACTED = "[redacted]";

/** Shorter ones would blank out half of every text. */
const shortestSecret = 8;

// Each keeps what tells the kind of secret. None may match a quote or a backslash, so that JSON stays JSON.
const patterns: readonly [RegExp, string][] = [
  // Slack's tokens, also rotating ones (xoxe.xoxb-…).
  [/(xox[a-z](?:\.xox[a-z])?-|xapp-)[\w-]{3,}/g, `$1${REDACTED}`],
  // Client secrets and access tokens of machine identities; the first ten characters may be shown.
  [/(?<![a-z\d])(bw[a-z]_)[\w-]{8,}/gi, `$1${REDACTED}`],
  // Incoming webhooks, wherever they are served.
  [/(\/(?:services|workflows|triggers)\/)T[\w-]+(?:\/[\w-]+)+/g, `$1${REDACTED}`],
  [/\b(Bearer|Basic|Digest) +(?=[\w.~+/=-]*[\d_.~+/=-])[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  // Bounded: without an end, each beginning would read on to the end of the text.
  [/(\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s:/@"'\\]{0,200}):[^\s@"'\\]{1,1000}@/gi, `$1:${REDACTED}@`],
  [/(\/(?:invitations|reset-password|a)\/)[\w-]{16,}/g, `$1${REDACTED}`],
  [/\b((?:__(?:Secure|Host)-)?next-auth[\w.-]*=)[^;\s"'\\,]+/g, `$1${REDACTED}`],
  [
    /([?&](?:code|state|secret|token|access_token|client_secret|password|signature)=)[^&\s"'\\#]+/gi,
    `$1${REDACTED}`,
  ],
  // JSON in a text, once or twice quoted.
  [
    /("[\w-]*(?:token|secret|password|passphrase|authorization|cookie|apikey)\\*":\s*\\*")[^"\\]+/gi,
    `$1${REDACTED}`,
  ],
];

/**
 * Makes what takes secrets out of texts: by their looks, and those of `secrets` wherever they stand, plainly,
 * percent-encoded, in base64 or escaped as in JSON.
 */
export function createRedaction(secrets: readonly string[] = []): (text: string) => string {
  const known = [...new Set(secrets.filter((one) => one.length >= shortestSecret).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let clean = text;
    for (const form of known) clean = clean.replaceAll(form, REDACTED);
    for (const [pattern, shown] of patterns) clean = clean.replace(pattern, shown);
    return clean;
  };
}

/** The forms in which one secret may stand in a text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    json,
    JSON.stringify(json).slice(1, -1),
  ];
}
