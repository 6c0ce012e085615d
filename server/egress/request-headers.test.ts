import { afterEach, expect, test } from "vitest";
import { clientFor, closeServers, serveHttp } from "#server/egress/test-servers.ts";

afterEach(closeServers);

const get = (url: string) => ({ method: "GET", url });

test.each([
  ["header-not-allowed", { Host: "127.0.0.1" }],
  ["header-not-allowed", { "content-length": "0" }],
  ["header-not-allowed", { "Transfer-Encoding": "chunked" }],
  ["header-not-allowed", { connection: "keep-alive" }],
  ["header-not-allowed", { "Keep-Alive": "timeout=600" }],
  ["header-not-allowed", { Upgrade: "websocket" }],
  ["header-not-allowed", { TE: "trailers" }],
  ["header-not-allowed", { Trailer: "x" }],
  ["header-not-allowed", { Expect: "100-continue" }],
  ["header-not-allowed", { "Proxy-Authorization": "Basic eA==" }],
  ["header-not-allowed", { "proxy-connection": "keep-alive" }],
  ["header-not-allowed", { "Accept-Encoding": "gzip" }],
  ["header-not-allowed", { "HTTP2-Settings": "" }],
  ["header-malformed", { "X-A": "1\r\nHost: 127.0.0.1" }],
  ["header-malformed", { "X-A": "1\nX-B: 2" }],
  ["header-malformed", { "X-A": "1\u0000" }],
  ["header-malformed", { "X-A": "snow \u2603" }],
  ["header-malformed", { "X-A\r\nX-B": "1" }],
  ["header-malformed", { "X-A: 1\r\nX-B": "1" }],
  ["header-malformed", { "Host ": "127.0.0.1" }],
  ["header-malformed", { " Host": "127.0.0.1" }],
  ["header-malformed", { "": "1" }],
  ["header-malformed", { ":authority": "127.0.0.1" }],
  ["header-duplicate", { "X-A": "1", "x-a": "2" }],
  ["headers-too-large", { "X-A": "a".repeat(17_000) }],
  ["headers-too-large", Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`X-${n}`, ""]))],
])("%s: a request with such headers is refused and not sent (row %#)", async (rule, headers) => {
  const server = await serveHttp((_, response) => response.end());
  const outcome = await clientFor([server]).request({ ...get(server.url), headers: { ...headers } });
  expect(outcome).toMatchObject({ kind: "refused", rule, sentence: expect.stringMatching(/^\P{Cc}+\.$/u) });
  expect(server.connections()).toBe(0);
});

test.each(["CONNECT", "TRACE", "get", "PROPFIND", "GET / HTTP/1.1\r\nX: ", ""])(
  "the method %j is refused",
  async (method) => {
    expect(await clientFor([]).request({ method, url: "https://example.com/" })).toMatchObject({
      kind: "refused",
      rule: "method-not-allowed",
    });
  },
);
