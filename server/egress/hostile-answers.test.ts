import { gzipSync } from "node:zlib";
import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { EgressOutcome } from "#server/egress/outcome.ts";
import { clientFor, closeServers, serveHttp, serveRaw } from "#server/egress/test-servers.ts";

afterEach(closeServers);

const get = (url: string) => ({ method: "GET", url });
const text = (outcome: EgressOutcome) =>
  outcome.kind === "answered" ? Buffer.from(outcome.body).toString() : outcome;
const after = (reason: string) => ({ kind: "failed", stage: "after-write", reason });

test("a server that does not begin its answer in time fails after writing", async () => {
  const server = await serveRaw(() => {});
  expect(await clientFor([server], { limits: { headersMs: 60 } }).request(get(server.url))).toMatchObject(
    after("headers-timeout"),
  );
  expect(await clientFor([server]).request({ ...get(server.url), timeoutMs: 60 })).toMatchObject(
    after("timeout"),
  );
});

test("headers that come drop by drop do not put the end off", async () => {
  const server = await serveRaw((socket) => drip(socket, "HTTP/1.1 200 OK\r\nX-A: ", "a"));
  expect(await clientFor([server], { limits: { headersMs: 100 } }).request(get(server.url))).toMatchObject(
    after("headers-timeout"),
  );
});

test("a body that comes drop by drop does not put the end off", async () => {
  const server = await serveRaw((socket) =>
    drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "a"),
  );
  expect(await clientFor([server], { limits: { bodyMs: 100 } }).request(get(server.url))).toMatchObject(
    after("body-timeout"),
  );
  expect(await clientFor([server]).request({ ...get(server.url), timeoutMs: 100 })).toMatchObject(
    after("timeout"),
  );
});

test.each([
  ["chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", `400\r\n${"a".repeat(1024)}\r\n`],
  ["without a length", "HTTP/1.1 200 OK\r\n\r\n", "a".repeat(1024)],
])("an endless body, %s, is cut off at the limit and its connection ended", async (_, head, piece) => {
  const ended = Promise.withResolvers<void>();
  const server = await serveRaw((socket) => {
    socket.on("close", () => ended.resolve());
    socket.write(head);
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
      if (!socket.destroyed) socket.once("drain", more);
    };
    more();
  });
  const outcome = await clientFor([server]).request({ ...get(server.url), maxResponseBytes: 5000 });
  expect(outcome).toMatchObject({ kind: "answered", status: 200, truncated: true });
  expect(text(outcome)).toBe("a".repeat(5000));
  await ended.promise;
});

test("a body as long as the limit is whole, one byte more is cut off", async () => {
  const server = await serveHttp((_, response) => response.end("a".repeat(1000)));
  const at = (maxResponseBytes: number) =>
    clientFor([server]).request({ ...get(server.url), maxResponseBytes });
  expect(await at(1000)).toMatchObject({ truncated: false, body: { length: 1000 } });
  expect(await at(999)).toMatchObject({ truncated: true, body: { length: 999 } });
  expect(await at(0)).toMatchObject({ truncated: true, body: { length: 0 } });
});

test("a gzip bomb stays as small as it came", async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const server = await serveHttp((_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  });
  const outcome = await clientFor([server]).request(get(server.url));
  expect(outcome).toMatchObject({
    kind: "answered",
    truncated: false,
    headers: { "content-encoding": "gzip" },
  });
  expect(outcome).toMatchObject({ body: { length: bomb.length } });
});

test.each([
  ["one endless header", () => "a".repeat(1024)],
  ["headers without end", (n: number) => `${n === 0 ? "1\r\n" : ""}X-${n}: ${"a".repeat(100)}\r\n`],
])("%s is a failure", async (_, piece) => {
  const server = await serveRaw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nX-A: ");
    for (let n = 0; n < 1000; n += 1) socket.write(piece(n));
  });
  expect(await clientFor([server]).request(get(server.url))).toMatchObject(after("headers-too-large"));
});

test.each([
  ["interim answers without end", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n".repeat(100)],
  ["a change of protocol", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
  ["no HTTP at all", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nhello"],
])("%s is not taken for an answer", async (_, answer) => {
  const server = await serveRaw((socket) => socket.write(answer));
  expect(await clientFor([server]).request(get(server.url))).toMatchObject(after("not-http"));
});

test.each([
  ["at once", ""],
  ["within the headers", "HTTP/1.1 200 OK\r\nConte"],
  ["within a body of known length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
  ["within a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf"],
])("a connection reset after the request was read, %s, fails after writing", async (_, part) => {
  const server = await serveRaw((socket) => socket.write(part, () => socket.resetAndDestroy()));
  expect(await clientFor([server]).request(get(server.url))).toMatchObject(after("connection-cut"));
});

test.each([
  ["at once", ""],
  ["within a body of known length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
  ["before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
])("a connection closed politely %s fails after writing all the same", async (_, part) => {
  const server = await serveRaw((socket) => void socket.end(part));
  expect(await clientFor([server]).request(get(server.url))).toMatchObject(after("connection-cut"));
});

function drip(socket: Socket, head: string, drop: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(drop), 10);
  socket.once("close", () => clearInterval(timer));
}
