import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createCallLog } from "./call-log.ts";
import { answerControl } from "./control.ts";
import { createFaults } from "./faults.ts";
import { readRequest, type Reply, type Request, redirect } from "./http.ts";
import { createIds, type Random, secureRandom } from "./ids.ts";
import { createKeeper, loadState } from "./keep-state.ts";
import { createOutbox } from "./outbound/outbox.ts";
import { answerApps } from "./pages/apps.ts";
import { answerClient } from "./pages/client.ts";
import { answerAuthorize } from "./pages/consent.ts";
import { errorPage, iconFile, styleSheet } from "./pages/layout.ts";
import { createRateLimits } from "./rate-limits.ts";
import { seedState } from "./seed.ts";
import type { State } from "./state.ts";
import { answerApi } from "./web-api/answer.ts";
import { answerResponseUrl } from "./response-urls.ts";
import { answerWebhook } from "./webhooks.ts";
import type { World } from "./world.ts";

/** How to set a sandbox up; everything has a default. */
export type SandboxOptions = {
  /** 0 takes a free port. */
  port?: number;
  host?: string;
  now?: () => number;
  random?: Random;
  /** Keeps messages, channels, apps and tokens over restarts. */
  stateFile?: string;
  /** Accept http addresses of loopback hosts in manifests. */
  allowHttpRedirects?: boolean;
  /** Public channels added to the first workspace, for paging. */
  manyChannels?: number;
};

/** A sandbox: start it, talk to its address, stop it. */
export type Sandbox = {
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** `http://host:port`; known once started. */
  readonly url: string;
  readonly state: State;
};

async function answer(world: World, request: Request): Promise<Reply> {
  const { pathname } = request.url;
  if (pathname.startsWith("/api/")) return answerApi(world, request);
  if (pathname.startsWith("/_sandbox/")) return answerControl(world, request);
  if (pathname.startsWith("/services")) return answerWebhook(world, request);
  if (pathname.startsWith("/actions/")) return answerResponseUrl(world, request);
  if (pathname === "/oauth/v2/authorize") return answerAuthorize(world, request);
  if (pathname === "/apps" || pathname.startsWith("/apps/")) return answerApps(world, request);
  if (pathname === "/style.css") return styleSheet();
  if (pathname === "/icon.svg") return iconFile();
  if (pathname === "/") return redirect("/client");
  if (pathname === "/client" || pathname.startsWith("/client/")) return answerClient(world, request);
  return errorPage("There is nothing here", "not_found", "This address leads nowhere in the sandbox.", 404);
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "destroy") {
    response.socket?.resetAndDestroy();
    return;
  }
  const write = () => {
    response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
    response.end(reply.body);
  };
  if (reply.delayMs === undefined) write();
  else setTimeout(write, reply.delayMs).unref();
}

/** Builds a stand-in for Slack; nothing listens until `start`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const clock = options.now ?? Date.now;
  let ahead = 0;
  const now = () => clock() + ahead;
  const kept = options.stateFile === undefined ? null : loadState(options.stateFile);
  const state = kept ?? seedState(now(), options.manyChannels ?? 0);
  const keeper = options.stateFile === undefined ? null : createKeeper(options.stateFile, state);
  const host = options.host ?? "127.0.0.1";
  let port = options.port ?? 0;
  const changed = () => keeper?.changed();
  const outbox = createOutbox({
    now,
    settings: () => state.settings.events,
    app: (id) => state.apps.find((one) => one.id === id),
    changed,
  });
  const world: World = {
    state,
    now,
    outbox,
    advance: (ms) => {
      ahead += ms;
    },
    ids: createIds(options.random ?? secureRandom),
    limits: createRateLimits(now, () => state.settings),
    faults: createFaults(now),
    calls: createCallLog(),
    allowHttpRedirects: options.allowHttpRedirects ?? false,
    changed,
  };

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, await answer(world, await readRequest(message)));
    } catch (problem) {
      const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      process.stderr.write(`${text}\n`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("The sandbox failed; see its log.\n");
    }
  }
  const server = createServer((message, response) => void handle(message, response));

  return {
    state,
    get url() {
      return `http://${host}:${port}`;
    },
    start: () =>
      new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          const address = server.address();
          if (address !== null && typeof address === "object") port = address.port;
          resolve();
        });
      }),
    stop: () =>
      new Promise<void>((resolve) => {
        outbox.close();
        keeper?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
