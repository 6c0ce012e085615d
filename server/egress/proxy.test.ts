import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { CERTIFICATE, CERTIFICATE_KEY } from "#server/egress/fixtures/certificate.ts";
import type { GuardedClientSettings } from "#server/egress/guarded-client.ts";
import type { EgressOutcome } from "#server/egress/outcome.ts";
import {
  clientFor,
  closedPort,
  closeServers,
  listen,
  serveHttp,
  serveRaw,
  serveTls,
} from "#server/egress/test-servers.ts";

afterEach(closeServers);

const PASSWORD = "p%40ss%3Aword";
const AUTHORIZATION = `Basic ${Buffer.from("bell:p@ss:word").toString("base64")}`;
const get = (url: string) => ({ method: "GET", url });
const text = (outcome: EgressOutcome) =>
  outcome.kind === "answered" ? Buffer.from(outcome.body).toString() : outcome;
const before = (reason: string) => ({ kind: "failed", stage: "before-write", reason });

// Names are the proxy's to resolve: asking here would be a mistake.
function throughProxy(proxy: string, port: number, settings: GuardedClientSettings = {}) {
  return clientFor([], {
    proxy,
    allow: [`hooks.example.com:${port}`],
    resolver: () => Promise.reject(new Error("The resolver was asked.")),
    ...settings,
  });
}

test("a plain request goes to the proxy whole, and the name is the proxy's to resolve", async () => {
  const seen: unknown[] = [];
  const proxy = await serveHttp((request, response) => {
    seen.push(request.method, request.url, request.headers.host, request.headers["proxy-authorization"]);
    response.end("through the proxy");
  });
  const client = throughProxy(`http://bell:${PASSWORD}@127.0.0.1:${proxy.port}`, 9000);
  expect(text(await client.request(get("http://hooks.example.com:9000/a?b#c")))).toBe("through the proxy");
  expect(seen).toEqual(["GET", "http://hooks.example.com:9000/a?b", "hooks.example.com:9000", AUTHORIZATION]);
});

test.each([["http"], ["https"]])(
  "a secure request goes through a tunnel of the %s proxy, which never sees it",
  async (scheme) => {
    const requests: string[] = [];
    const server = await serveTls((socket, request) => {
      requests.push(request);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const asked: unknown[] = [];
    const proxy = await serveTunnels(scheme === "https", (authority, authorization) => {
      asked.push(authority, authorization);
      return server.port;
    });
    const client = throughProxy(`${scheme}://bell:${PASSWORD}@127.0.0.1:${proxy.port}`, server.port);
    expect(text(await client.request(get(`https://hooks.example.com:${server.port}/a`)))).toBe("ok");
    expect(asked).toEqual([`hooks.example.com:${server.port}`, AUTHORIZATION]);
    expect(requests.join()).toMatch(/^GET \/a HTTP\/1\.1\r\n/);
    expect(requests.join().toLowerCase()).not.toContain("proxy-authorization");
  },
);

test("the far end of a tunnel must have the certificate of the name", async () => {
  const server = await serveTls((socket) => void socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  const proxy = await serveTunnels(false, () => server.port);
  const client = throughProxy(`http://127.0.0.1:${proxy.port}`, server.port);
  expect(await client.request(get("https://other.example.com/"))).toMatchObject(before("tls"));
});

test.each([
  ["host-not-public", "http://localhost/"],
  ["host-not-public", "https://metadata.google.internal/"],
  ["address-metadata", "http://169.254.169.254/"],
  ["address-loopback", "https://127.1/"],
  ["address-embedded", "https://[::ffff:10.0.0.1]/"],
  ["port-not-allowed", "http://example.com:6379/"],
  ["port-not-allowed", "http://example.com:9200/"],
  ["credentials-in-url", "https://user@example.com/"],
])("%s: %s is refused before the proxy hears of it", async (rule, url) => {
  const proxy = await serveHttp((_, response) => response.end());
  const client = throughProxy(`http://127.0.0.1:${proxy.port}`, 9000, { allow: ["10.0.0.0/8:9200"] });
  expect(client.checkAddress(url)).toMatchObject({ kind: "refused", rule });
  expect(await client.checkResolved(url)).toMatchObject({ kind: "refused", rule });
  expect(await client.request(get(url))).toMatchObject({ kind: "refused", rule });
  expect(proxy.connections()).toBe(0);
});

test("behind a proxy an address is saved without asking a name service", async () => {
  const client = throughProxy("http://proxy.example.com:3128", 443);
  expect(await client.checkResolved("https://example.com/")).toMatchObject({ kind: "allowed" });
});

test.each(["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway", "302 Found"])(
  "a proxy that answers %s to a tunnel has refused before anything was written",
  async (status) => {
    const proxy = await serveRaw((socket) => void socket.end(`HTTP/1.1 ${status}\r\n\r\n`));
    const client = throughProxy(`http://127.0.0.1:${proxy.port}`, 443);
    expect(await client.request(get("https://hooks.example.com/"))).toMatchObject(before("proxy-refused"));
  },
);

test("a proxy that wants another password says so of a plain request too", async () => {
  const proxy = await serveHttp((_, response) => response.writeHead(407).end());
  const client = throughProxy(`http://127.0.0.1:${proxy.port}`, 443);
  expect(await client.request(get("http://hooks.example.com/"))).toMatchObject(before("proxy-refused"));
});

test("a proxy that speaks for the far end before it was spoken to is not believed", async () => {
  const proxy = await serveRaw((socket) => socket.write("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
  const client = throughProxy(`http://127.0.0.1:${proxy.port}`, 443);
  expect(await client.request(get("https://hooks.example.com/"))).toMatchObject(before("proxy-refused"));
});

test("a proxy that cuts, hangs or is not there fails before anything was written, and its password is not told", async () => {
  const cutting = await serveRaw((socket) => socket.resetAndDestroy());
  const hanging = await serveRaw(() => {});
  const limits = { connectMs: 60 };
  const outcomeOf = (port: number) =>
    throughProxy(`http://bell:${PASSWORD}@127.0.0.1:${port}`, 443, { limits }).request(
      get("https://hooks.example.com/"),
    );
  const outcomes = [
    await outcomeOf(cutting.port),
    await outcomeOf(hanging.port),
    await outcomeOf(await closedPort()),
  ];
  expect(outcomes).toMatchObject([before("proxy-failed"), before("connect-timeout"), before("proxy-failed")]);
  expect(JSON.stringify(outcomes)).not.toMatch(/p%40ss|p@ss|YmVsbD/);
});

async function serveTunnels(
  secure: boolean,
  portFor: (authority: string, authorization: string | undefined) => number,
) {
  const server: Server = secure
    ? createSecureServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY })
    : createServer();
  server.on("connect", (request, client, head) => {
    const far = connect(portFor(request.url ?? "", request.headers["proxy-authorization"]), "127.0.0.1");
    far.on("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.write(head);
      far.pipe(client).pipe(far);
    });
    for (const socket of [far, client])
      socket.on("error", () => [far, client].forEach((end) => void end.destroy()));
  });
  return listen(server);
}
