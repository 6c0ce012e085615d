import type { IncomingHttpHeaders } from "node:http";
import { clientAddress, isTrustedProxy } from "#server/client-address.ts";
import { newId } from "#server/ids.ts";

// What proxies may write and clients forge; nothing behind this server may read them.
const UNTRUSTED = [
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-forwarded-port",
  "x-forwarded-server",
  "x-forwarded-by",
];

/**
 * Makes a request's headers trustworthy before Next reads them: afterwards X-Forwarded-For is the client's one
 * true address, X-Forwarded-Proto and -Host are what the browser used, and X-Request-Id is ours.
 */
export function prepareHeaders(
  headers: IncomingHttpHeaders,
  socketAddress: string | undefined,
  settings: { appUrl: string; trustedProxies: readonly string[] },
): { requestId: string } {
  const trusted = isTrustedProxy(socketAddress, settings.trustedProxies);
  const app = new URL(settings.appUrl);
  const address = clientAddress(socketAddress, headers["x-forwarded-for"], settings.trustedProxies);
  const host = (trusted && firstOf(headers["x-forwarded-host"])) || headers.host || app.host;
  const proto = trusted ? firstOf(headers["x-forwarded-proto"]) : undefined;
  for (const name of UNTRUSTED) delete headers[name];
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-host"] = host;
  // Without word from a trusted proxy, APP_URL tells whether something before us ends TLS.
  headers["x-forwarded-proto"] =
    proto === "https" || proto === "http" ? proto : host === app.host ? app.protocol.slice(0, -1) : "http";
  const requestId = newId();
  headers["x-request-id"] = requestId;
  return { requestId };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return [header ?? []].flat().join(",").split(",")[0]?.trim() || undefined;
}
