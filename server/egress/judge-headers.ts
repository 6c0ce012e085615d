import type { Refused } from "#server/egress/outcome.ts";
import { refused } from "#server/egress/rules.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const MAX_HEADERS = 100;
const MAX_HEADER_BYTES = 16 * 1024;

// What frames the message, belongs to one connection, or changes what may come back: the client's own business.
// Source: RFC 9110, section 7.6.1, and RFC 9112, section 6.
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The verdict on a request's method and headers; null if they may be sent as they are. */
export function judgeHeaders(method: string, headers: Readonly<Record<string, string>>): Refused | null {
  if (!METHODS.has(method)) return refused("method-not-allowed", method);
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!NAME.test(name) || !VALUE.test(value)) return refused("header-malformed", JSON.stringify(name));
    if (OWN_HEADERS.has(lower)) return refused("header-not-allowed", name);
    if (seen.has(lower)) return refused("header-duplicate", name);
    seen.add(lower);
    bytes += name.length + value.length + 4;
  }
  return seen.size > MAX_HEADERS || bytes > MAX_HEADER_BYTES ? refused("headers-too-large") : null;
}
