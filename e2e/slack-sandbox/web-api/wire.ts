import type { Reply } from "../http.ts";
import type { Ids } from "../ids.ts";

type Body = Record<string, unknown>;

type Headers = {
  accepted?: string | undefined;
  granted?: string[] | undefined;
  retryAfter?: number | null | undefined;
};

/** JSON as Slack writes it: slashes escaped, everything outside ASCII as `\uXXXX`. */
export function slackJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A Web API answer with the headers Slack sends next to every one of them. */
export function apiReply(ids: Ids, body: Body, status = 200, more: Headers = {}): Reply {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "x-slack-req-id": ids.requestId(),
    "x-slack-unique-id": ids.uniqueId(),
    "cache-control": "private, no-cache, no-store, must-revalidate",
    pragma: "no-cache",
    expires: "Sat, 26 Jul 1997 05:00:00 GMT",
    vary: "Accept-Encoding",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "x-slack-req-id, retry-after",
  };
  if (body.ok === false && typeof body.error === "string") headers["x-slack-failure"] = body.error;
  if (more.accepted !== undefined) headers["x-accepted-oauth-scopes"] = more.accepted;
  if (more.granted !== undefined) headers["x-oauth-scopes"] = more.granted.join(",");
  if (typeof more.retryAfter === "number") headers["retry-after"] = String(more.retryAfter);
  return { status, headers, body: slackJson(body) };
}
