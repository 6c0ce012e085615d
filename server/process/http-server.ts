import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { unreadableAddress } from "#server/http/match-route.ts";
import { readyApiAddress, refuse } from "#server/http/refuse-early.ts";
import type { OperationsHandler } from "#server/operations/answer-operations.ts";
import type { Metrics } from "#server/operations/metrics.ts";
import { routeLabel } from "#server/operations/route-label.ts";
import { prepareHeaders } from "#server/process/prepare-request.ts";
import { createBodyGate } from "#server/process/body-gate.ts";
import { refuseBody } from "#server/process/refuse-body.ts";
import type { Runtime } from "#server/runtime.ts";

// A client has so long to send its headers and the whole of its request; nothing that is sent to us is large.
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

const HSTS = "max-age=31536000; includeSubDomains";

/** Answers one request whose headers can be trusted. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a process adds: answers about its operations, where requests are counted, and whether sockets may change hands. */
export type ServerParts = { operations?: OperationsHandler; metrics?: Metrics; upgrades?: boolean };

/**
 * Makes the server that stands before Next; requests are refused with 503 until `handle` is given, but for those about
 * operations.
 */
export function createHttpServer(
  { env, logger }: Pick<Runtime, "env" | "logger">,
  { operations, metrics, upgrades = false }: ServerParts = {},
): { server: Server; handle(handler: Handler): void } {
  let handler: Handler | null = null;
  const admitBody = createBodyGate();
  // Next takes every upgrade and forgets those that it does not know: they would stay open for ever. We have none but
  // those of its development; any other is answered as the plain request that it is without the header.
  const options = { ...timeouts, ...(upgrades ? {} : { shouldUpgradeCallback: () => false }) };
  const server = createServer(options, (request, response) => {
    const { requestId } = prepareHeaders(request.headers, request.socket.remoteAddress, env);
    response.setHeader("x-request-id", requestId);
    measure(request, response, requestId, logger, metrics);
    if (operations?.(request, response)) return;
    // Layouts are not told the address; the sign-in page leads back to it.
    request.headers["x-bellwire-path"] = request.url ?? "/";
    if (env.appUrl.startsWith("https:")) response.setHeader("strict-transport-security", HSTS);
    const asked = { requestId, logger };
    const refusal = refuseBody(request.headers) ?? admitBody(request);
    if (refusal) {
      // The connection ends too, so that the body need not be read to its end.
      refuse(
        request,
        response,
        { ...refusal, headers: { ...retryHeaders(refusal.status), connection: "close" } },
        asked,
      );
      return;
    }
    if (!handler) {
      const headers = { "retry-after": "1" };
      refuse(request, response, { status: 503, text: "Bellwire is starting.", headers }, asked);
      return;
    }
    if (!readyApiAddress(request)) {
      refuse(request, response, { status: 400, text: unreadableAddress }, asked);
      return;
    }
    handler(request, response).catch((error: unknown) => {
      logger.error({ err: error, requestId, method: request.method }, "A request failed");
      if (response.headersSent) response.end();
      else refuse(request, response, { status: 500, text: "Something failed on our side." }, asked);
    });
  });
  return {
    server,
    handle: (next) => {
      handler = next;
    },
  };
}

const retryHeaders = (status: number): Record<string, string> =>
  status === 429 ? { "retry-after": "1" } : {};

/** Starts to listen. @throws when the address is taken or may not be used, with the system's error code. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Accepts no more, lets requests in flight finish for `graceMs`, then cuts what is left, such as streams. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose request ends meanwhile would stay open for the next one.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  server.closeIdleConnections();
  const grace = new AbortController();
  await Promise.race([closed, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
  grace.abort();
  clearInterval(idle);
  server.closeAllConnections();
  await closed;
}

/** What a worker-only process says to everything that is not about operations. */
export const workerHandler: Handler = async (_, response) => {
  response.writeHead(404, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ error: "This process is a worker and serves no pages; ask one with WORKER=on or off." }),
  );
};

/** Counts a request when its answer is through, and tells the log of it. */
function measure(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  logger: Runtime["logger"],
  metrics: Metrics | undefined,
): void {
  const startedAt = performance.now();
  const method = request.method ?? "GET";
  const [path = "/"] = (request.url ?? "/").split("?");
  response.once("close", () => {
    const ms = Math.round(performance.now() - startedAt);
    const status = response.statusCode;
    metrics?.request({ ...routeLabel(method, path), status, seconds: ms / 1000 });
    // `finished`: whether the whole answer left, or the client went away before.
    const told = { requestId, method, path, status, ms, finished: response.writableFinished };
    if (status >= 500) logger.warn(told, "request answered");
    else logger.debug(told, "request answered");
  });
}
