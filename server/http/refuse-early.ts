import type { IncomingMessage, ServerResponse } from "node:http";
import { errorAnswer } from "#server/http/app-error-response.ts";
import { type ErrorCode, HttpError } from "#server/http/http-error.ts";
import { isApiPath } from "#server/http/match-route.ts";
import type { Logger } from "#server/logger.ts";

const codes: Record<number, ErrorCode> = {
  400: "malformed_request",
  411: "length_required",
  413: "too_large",
  429: "rate_limited",
  500: "internal",
  503: "unavailable",
};

/** What stands before Next refuses with: an address of the API gets its error shape, any other plain text. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: { status: 400 | 411 | 413 | 429 | 500 | 503; text: string; headers?: Record<string, string> },
  asked: { requestId: string; logger: Logger },
): void {
  const { status, text, headers = {} } = refusal;
  if (!isApiPath(pathOf(request))) {
    response.writeHead(status, { "content-type": "text/plain", ...headers }).end(text);
    return;
  }
  const { logger, requestId } = asked;
  const error = new HttpError(codes[status] ?? "internal", text);
  const answer = errorAnswer({ origin: { requestId }, logger }, error);
  const own = { "content-type": "application/json", "cache-control": "no-store" };
  response.writeHead(status, { ...own, ...headers }).end(answer.text);
}

/**
 * Readies an address of the API for Next, which would lead from one with needless slashes to one without and answer a broken
 * one with a page. False when the address cannot be read.
 */
export function readyApiAddress(request: IncomingMessage): boolean {
  const path = pathOf(request);
  if (!isApiPath(path)) return true;
  try {
    decodeURIComponent(path);
  } catch {
    return false;
  }
  const plain = path.replaceAll(/\/{2,}/g, "/").replace(/\/$/, "");
  request.url = plain + (request.url ?? "").slice(path.length);
  return true;
}

const pathOf = ({ url = "/" }: IncomingMessage) => url.split("?")[0] ?? "/";
