import { request } from "node:http";
import { expect, test } from "vitest";
import { createHttpServer, closeServer, listen } from "#server/process/http-server.ts";
import { MAX_BODY_BYTES, refuseBody } from "#server/process/refuse-body.ts";
import { createLogger } from "#server/logger.ts";
import { parseEnv } from "#server/env.ts";

test("a body passes up to the limit, and only when its length is told", () => {
  expect(refuseBody({})).toBe(null);
  expect(refuseBody({ "content-length": String(MAX_BODY_BYTES) })).toBe(null);
  expect(refuseBody({ "content-length": String(MAX_BODY_BYTES + 1) })).toMatchObject({ status: 413 });
  expect(refuseBody({ "content-length": "many" })).toMatchObject({ status: 413 });
  expect(refuseBody({ "transfer-encoding": "chunked" })).toMatchObject({ status: 411 });
});

test("the server refuses such a body before the handler sees it", async () => {
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent" });
  const { server, handle } = createHttpServer({ env, logger: createLogger("silent") });
  let handled = 0;
  handle(async (_request, response) => {
    handled++;
    response.end("ok");
  });
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  const statusFor = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request({ port: address.port, host: "127.0.0.1", method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      sent.flushHeaders();
    });
  expect(await statusFor({ "content-length": String(MAX_BODY_BYTES + 1) })).toBe(413);
  expect(await statusFor({ "transfer-encoding": "chunked" })).toBe(411);
  expect(handled).toBe(0);
  expect(await statusFor({ "content-length": "0" })).toBe(200);
  await closeServer(server, 0);
});
