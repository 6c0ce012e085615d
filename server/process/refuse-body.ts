import type { IncomingHttpHeaders } from "node:http";

/** The largest body that a request may carry; the longest form is far below it. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Why a request is refused for its body before anybody reads it; null when it may pass. */
export function refuseBody(headers: IncomingHttpHeaders): { status: 411 | 413; text: string } | null {
  if (headers["transfer-encoding"] !== undefined) {
    return { status: 411, text: "Send the request's body with a Content-Length." };
  }
  if (Number(headers["content-length"] ?? 0) <= MAX_BODY_BYTES) return null;
  return { status: 413, text: "The request's body is larger than 1 MiB." };
}
