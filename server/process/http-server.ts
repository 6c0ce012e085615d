import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { unreadableAddress } from "#server/http/match-route.ts";
import { readyApiAddress, refuse } from "#server/http/refuse-early.ts";
import { prepareHeaders } from "#server/process/prepare-request.ts";
import { refuseBody } from "#server/process/refuse-body.ts";
import type { Runtime } from "#server/runtime.ts";

const HSTS = "max-age=31536000; includeSubDomains";

/** Answers one request whose headers can be trusted. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the server that stands before Next; requests are refused with 503 until `handle` is given. */
export function createHttpServer({ env, logger }: Pick<Runtime, "env" | "logger">): {
  server: Server;
  handle(handler: Handler): void;
} {
  let handler: Handler | null = null;
  const server = createServer((request, response) => {
    const { requestId } = prepareHeaders(request.headers, request.socket.remoteAddress, env);
    response.setHeader("x-request-id", requestId);
    // Layouts are not told the address; the sign-in page leads back to it.
    request.headers["x-bellwire-path"] = request.url ?? "/";
    if (env.appUrl.startsWith("https:")) response.setHeader("strict-transport-security", HSTS);
    const asked = { requestId, logger };
    const refusal = refuseBody(request.headers);
    if (refusal) {
      // The connection ends too, so that the body need not be read to its end.
      refuse(request, response, { ...refusal, headers: { connection: "close" } }, asked);
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
  server.closeIdleConnections();
  const grace = new AbortController();
  await Promise.race([closed, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
  grace.abort();
  server.closeAllConnections();
  await closed;
}

/** What a worker-only process serves: whether it lives, and whether its database answers. */
export function healthHandler({ pool }: Pick<Runtime, "pool">): Handler {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const status =
      pathname === "/api/health/live"
        ? 200
        : pathname === "/api/health/ready"
          ? await pool.query("select 1").then(
              () => 200,
              () => 503,
            )
          : 404;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ status: status === 200 ? "ok" : status === 503 ? "unavailable" : "not_found" }),
    );
  };
}
