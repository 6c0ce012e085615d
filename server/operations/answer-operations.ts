import type { IncomingMessage, ServerResponse } from "node:http";
import { equalSecrets } from "#server/crypto/constant-time.ts";
import { createReadinessCheck, withPatience } from "#server/operations/check-readiness.ts";
import { readGauges } from "#server/operations/read-gauges.ts";
import type { Runtime } from "#server/runtime.ts";

/** Answers what belongs to operations; false for every other address. */
export type OperationsHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Answers `/api/health/live`, `/api/health/ready` and `/api/metrics`. It stands before Next, so that it is the same in
 * every process, a worker's too, and tells how things are while Next is starting or broken.
 */
export function createOperationsHandler(runtime: Runtime): OperationsHandler {
  const readiness = createReadinessCheck(runtime);
  const answers: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> = {
    "/api/health/live": async () => json(200, { status: "live" }),
    "/api/health/ready": async () => {
      const { ready, checks } = await readiness();
      const byName = Object.fromEntries(checks.map(({ name, ok, message }) => [name, { ok, message }]));
      return json(ready ? 200 : 503, { status: ready ? "ready" : "not_ready", checks: byName });
    },
    "/api/metrics": (request) => answerMetrics(runtime, request),
  };
  return (request, response) => {
    const path = (request.url ?? "/").split("?")[0]?.replace(/\/$/, "") ?? "";
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    if (!answer) return false;
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(response, json(405, { error: "Use GET." }, { allow: "GET, HEAD" }));
      return true;
    }
    answer(request)
      .catch((error: unknown) => {
        runtime.logger.error({ err: error, path }, "a question about operations could not be answered");
        return json(503, { error: "This cannot be told now; the log says why." });
      })
      .then((told) => send(response, told));
    return true;
  };
}

type Answer = { status: number; type: string; text: string; headers?: Record<string, string> };

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return { status, type: "application/json", text: `${JSON.stringify(body)}\n`, headers };
}

function send(response: ServerResponse, { status, type, text, headers }: Answer): void {
  const own = {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-length": Buffer.byteLength(text),
  };
  response.writeHead(status, { ...own, ...headers }).end(response.req.method === "HEAD" ? undefined : text);
}

async function answerMetrics(runtime: Runtime, request: IncomingMessage): Promise<Answer> {
  const { metricsToken } = runtime.env;
  if (!metricsToken) {
    return json(404, { error: "There are no metrics here: set METRICS_TOKEN to have them." });
  }
  const [, token = ""] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (!equalSecrets(token, metricsToken)) {
    const challenge = { "www-authenticate": 'Bearer realm="metrics"' };
    return json(401, { error: "Send METRICS_TOKEN as Authorization: Bearer." }, challenge);
  }
  const gauges = await withPatience(readGauges(runtime)).catch((error: unknown) => {
    runtime.logger.warn({ err: error }, "the metrics could not read the database");
    return null;
  });
  runtime.metrics.observe(gauges);
  return { status: 200, type: runtime.metrics.contentType, text: await runtime.metrics.text() };
}
