import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";
import { maxBodiesPerNetwork } from "#server/process/body-gate.ts";
import { closeServer, createHttpServer, listen, type ServerParts } from "#server/process/http-server.ts";

const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });

async function serve(parts: ServerParts = {}) {
  const { server, handle } = createHttpServer({ env, logger: createLogger("silent") }, parts);
  const upgraded: string[] = [];
  handle(async (request, response) => {
    for await (const _ of request);
    response.end("ok");
  });
  // As Next does: it takes every upgrade, and does nothing with those to an address that it does not know.
  server.on("upgrade", (request: { url?: string }) => upgraded.push(request.url ?? ""));
  await listen(server, 0, "127.0.0.1");
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    server,
    upgraded,
    /** Opens a connection and sends lines with an empty one behind them; `answer` is all that came so far. */
    async send(...lines: string[]) {
      const address = server.address();
      if (!address || typeof address === "string") throw new Error("The server has no port.");
      const socket = connect(address.port, "127.0.0.1");
      sockets.push(socket);
      let answer = "";
      socket.on("error", () => {});
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString();
      });
      await once(socket, "connect");
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      return { socket, answer: () => answer };
    },
  };
}

const upgrade = [
  "GET /nothing/here HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

test("an upgrade is answered as a plain request, passes what all others pass, and does not hold up a stop", async () => {
  const { server, upgraded, send } = await serve();
  const { socket, answer } = await send(...upgrade);
  await expect.poll(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer()).toMatch(/x-request-id: /i);
  expect(upgraded).toEqual([]);
  const closed = once(socket, "close");
  const startedAt = performance.now();
  await closeServer(server, 10_000);
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test("only where development asks for it an upgrade reaches Next", async () => {
  const { upgraded, send } = await serve({ upgrades: true });
  await send(...upgrade);
  await expect.poll(() => upgraded).toEqual(["/nothing/here"]);
});

test("a client has half a minute for a request and ten seconds for its headers, looked at every few seconds", async () => {
  const { server } = await serve();
  expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
});

test("so many bodies of one network may be on their way at once, and another as soon as one has ended", async () => {
  const { send } = await serve();
  const announced = ["POST /api/v1/x HTTP/1.1", "Host: localhost", "Content-Length: 2"];
  const slow = await Promise.all(Array.from({ length: maxBodiesPerNetwork }, () => send(...announced)));
  await expect
    .poll(async () => {
      const one = await send(...announced);
      await new Promise((resolve) => setImmediate(resolve));
      await expect.poll(one.answer).not.toBe("");
      return one.answer();
    })
    .toMatch(/^HTTP\/1\.1 429 [\s\S]*retry-after: 1[\s\S]*"code":"rate_limited"/i);
  const bodiless = await send("GET /api/v1/x HTTP/1.1", "Host: localhost");
  await expect.poll(bodiless.answer).toMatch(/^HTTP\/1\.1 200 /);
  slow[0]?.socket.write("{}");
  await expect.poll(() => slow[0]?.answer()).toMatch(/^HTTP\/1\.1 200 /);
  slow[1]?.socket.destroy();
  const next = await send(...announced);
  next.socket.write("{}");
  await expect.poll(next.answer).toMatch(/^HTTP\/1\.1 200 /);
});
