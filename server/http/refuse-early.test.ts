import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { closeServer, createHttpServer, listen } from "#server/process/http-server.ts";
import { MAX_BODY_BYTES } from "#server/process/refuse-body.ts";

const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });
const starting = createHttpServer({ env, logger: createLogger("silent") });
const started = createHttpServer({ env, logger: createLogger("silent") });
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  started.handle(async (incoming, response) => {
    seen.push(incoming.url);
    if (incoming.url?.includes("fails")) throw new Error("broken");
    response.end("ok");
  });
  await listen(starting.server, 0, "127.0.0.1");
  await listen(started.server, 0, "127.0.0.1");
});
afterAll(async () => {
  await closeServer(starting.server, 0);
  await closeServer(started.server, 0);
});

type Told = { status: number | undefined; type: string | undefined; requestId: unknown; text: string };

/** Asks with exactly this address and these headers, which fetch would mend. */
function ask({ server }: typeof started, path: string, headers: Record<string, string> = {}): Promise<Told> {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return new Promise((resolve, reject) => {
    const sent = request(
      { port: address.port, host: "127.0.0.1", method: "POST", path, headers },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode,
            type: response.headers["content-type"],
            requestId: response.headers["x-request-id"],
            text,
          }),
        );
      },
    );
    sent.on("error", reject);
    // A body that is only announced: it is refused before it comes.
    if (Object.keys(headers).length > 0) sent.flushHeaders();
    else sent.end();
  });
}

test("what is refused before the API sees it has the API's error shape, and the same request id as its header", async () => {
  const cases = [
    [started, { "content-length": String(MAX_BODY_BYTES + 1) }, 413, "too_large"],
    [started, { "transfer-encoding": "chunked" }, 411, "length_required"],
    [starting, {}, 503, "unavailable"],
  ] as const;
  for (const [server, headers, status, code] of cases) {
    const told = await ask(server, "/api/v1/projects", headers);
    expect(told).toMatchObject({ status, type: "application/json" });
    expect(JSON.parse(told.text)).toMatchObject({ error: { code, requestId: told.requestId } });
  }
  expect(await ask(started, "/sign-in", { "transfer-encoding": "chunked" })).toMatchObject({
    status: 411,
    type: "text/plain",
  });
});

test("a failure behind the server is told in the API's error shape, without its words", async () => {
  const told = await ask(started, "/api/v1/fails");
  expect(told).toMatchObject({ status: 500, type: "application/json" });
  expect(told.text).not.toContain("broken");
});

test("an address that cannot be decoded is refused, and needless slashes of one are cut", async () => {
  expect(await ask(started, "/api/v1/%E0%A4%A")).toMatchObject({ status: 400, type: "application/json" });
  seen.length = 0;
  await ask(started, "/api/v1//projects/?limit=2");
  await ask(started, "/api/v1/");
  await ask(started, "/sign-in/");
  expect(seen).toEqual(["/api/v1/projects?limit=2", "/api/v1", "/sign-in/"]);
});
