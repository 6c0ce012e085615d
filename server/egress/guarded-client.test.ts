import { afterEach, expect, test } from "vitest";
import type { EgressOutcome } from "#server/egress/outcome.ts";
import {
  clientFor,
  closedPort,
  closeServers,
  serveHttp,
  serveRaw,
  serveTcp,
  serveTls,
} from "#server/egress/test-servers.ts";

afterEach(closeServers);

const get = (url: string) => ({ method: "GET", url });
const text = (outcome: EgressOutcome) =>
  outcome.kind === "answered" ? Buffer.from(outcome.body).toString() : outcome;
const before = (reason: string) => ({ kind: "failed", stage: "before-write", reason });
const after = (reason: string) => ({ kind: "failed", stage: "after-write", reason });

test("a request reaches an allowed server, and its answer comes back whole", async () => {
  const seen: string[] = [];
  const server = await serveRaw((socket, request) => {
    seen.push(request);
    socket.end(
      "HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-A: 1\r\nX-A: 2\r\n\r\nd\u00f6ne",
    );
  });
  const outcome = await clientFor([server]).request({
    method: "POST",
    url: `http://hooks.example.com.:${server.port}/path%20x?q=a%0D%0Ab#top`,
    headers: { "Content-Type": "text/plain", "X-Trace": "7" },
    body: "gr\u00fc\u00dfe",
  });
  expect(outcome).toMatchObject({
    kind: "answered",
    status: 201,
    headers: { "set-cookie": "a=1\nb=2", "x-a": "1, 2" },
    truncated: false,
  });
  expect(text(outcome)).toBe("d\u00f6ne");
  const [head, body] = (seen[0] ?? "").split("\r\n\r\n");
  expect(head?.split("\r\n")).toEqual([
    "POST /path%20x?q=a%0D%0Ab HTTP/1.1",
    `host: hooks.example.com:${server.port}`,
    "user-agent: Bellwire",
    "accept: */*",
    "content-type: text/plain",
    "x-trace: 7",
    "connection: close",
    "accept-encoding: identity",
    "content-length: 7",
  ]);
  expect(Buffer.from(body ?? "", "latin1").toString()).toBe("gr\u00fc\u00dfe");
});

test("every method goes as it is, with a length where there is or might be a body", async () => {
  const server = await serveHttp((request, response) => {
    response.setHeader("x-seen", `${request.method} ${request.headers["content-length"] ?? "none"}`);
    response.end(request.method === "HEAD" ? undefined : "x");
  });
  const seen = [];
  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]) {
    const outcome = await clientFor([server]).request({ method, url: server.url });
    seen.push(outcome.kind === "answered" && outcome.headers["x-seen"]);
  }
  expect(seen).toEqual(["GET none", "HEAD none", "OPTIONS none", "POST 0", "PUT 0", "PATCH 0", "DELETE 0"]);
});

test("each request is judged and connected anew", async () => {
  const server = await serveHttp((_, response) => response.end("ok"));
  const answers = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["127.0.0.1"]];
  const client = clientFor([server], { resolver: async () => answers.shift() ?? [] });
  const url = `http://rebind.example.com:${server.port}/`;
  expect(text(await client.request(get(url)))).toBe("ok");
  expect(await client.request(get(url))).toMatchObject({ kind: "refused", rule: "address-private" });
  expect(await client.request(get(url))).toMatchObject({ kind: "refused", rule: "address-private" });
  expect(server.connections()).toBe(1);
  expect(text(await client.request(get(url)))).toBe("ok");
  expect(server.connections()).toBe(2);
  expect(answers).toEqual([]);
});

test("the address that was judged is dialled, and the name is looked up once", async () => {
  const server = await serveHttp((request, response) => response.end(request.socket.localAddress));
  let asked = 0;
  const client = clientFor([server], {
    resolver: async () => {
      asked += 1;
      return asked === 1 ? ["127.0.0.1"] : ["10.0.0.1"];
    },
  });
  expect(text(await client.request(get(`http://once.example.com:${server.port}/`)))).toBe("127.0.0.1");
  expect(asked).toBe(1);
});

test("where the first address does not accept, the next one of the judged is tried", async () => {
  const server = await serveHttp((_, response) => response.end("ok"));
  const client = clientFor([server], {
    allow: [`[::1]:${server.port}`, `127.0.0.1:${server.port}`],
    resolver: async () => ["::1", "127.0.0.1"],
  });
  expect(text(await client.request(get(`http://dual.example.com:${server.port}/`)))).toBe("ok");
});

test.each([301, 302, 303, 307, 308])(
  "a %i to a private address is an answer and is not followed",
  async (status) => {
    const inside = await serveHttp((_, response) => response.end("secret"));
    const server = await serveHttp((_, response) => {
      response.writeHead(status, { location: `${inside.url}/latest/meta-data/` }).end();
    });
    // The inner server is allowed too, so that nothing but not following keeps it from being called.
    const outcome = await clientFor([server, inside]).request(get(server.url));
    expect(outcome).toMatchObject({
      kind: "answered",
      status,
      headers: { location: `${inside.url}/latest/meta-data/` },
    });
    expect(inside.connections()).toBe(0);
  },
);

test("a connection that is not accepted fails before writing", async () => {
  const port = await closedPort();
  const client = clientFor([{ port }]);
  expect(await client.request(get(`http://127.0.0.1:${port}/`))).toMatchObject(before("connection-refused"));
});

test("a connection cut while it is made secure fails before writing", async () => {
  const server = await serveTcp((socket) => void socket.once("data", () => socket.resetAndDestroy()));
  expect(await clientFor([server]).request(get(`https://127.0.0.1:${server.port}/`))).toMatchObject(
    before("connection-cut"),
  );
});

test("a host that accepts and then never makes the connection secure fails before writing", async () => {
  const server = await serveTcp(() => {});
  const client = clientFor([server], { limits: { connectMs: 60 } });
  expect(await client.request(get(`https://127.0.0.1:${server.port}/`))).toMatchObject(
    before("connect-timeout"),
  );
});

test("a request called off is a failure of the stage it was in", async () => {
  const begun = new AbortController();
  const server = await serveRaw(() => begun.abort());
  const client = clientFor([server]);
  expect(await client.request({ ...get(server.url), signal: AbortSignal.abort() })).toMatchObject(
    before("cancelled"),
  );
  expect(server.connections()).toBe(0);
  expect(await client.request({ ...get(server.url), signal: begun.signal })).toMatchObject(
    after("cancelled"),
  );
});

test("over TLS the certificate must be for the name that was asked for, whatever is dialled", async () => {
  const names: unknown[] = [];
  const server = await serveTls((socket, request) => {
    names.push("servername" in socket && socket.servername, /host: (\S+)/i.exec(request)?.[1]);
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  const client = clientFor([server]);
  const { port } = server;
  expect(text(await client.request(get(`https://hooks.example.com.:${port}/`)))).toBe("ok");
  expect(text(await client.request(get(`https://127.0.0.1:${port}/`)))).toBe("ok");
  expect(names).toEqual(["hooks.example.com", `hooks.example.com:${port}`, false, `127.0.0.1:${port}`]);
  expect(await client.request(get(`https://other.example.com:${port}/`))).toMatchObject(before("tls"));
  expect(
    await clientFor([server], { ca: "" }).request(get(`https://hooks.example.com:${port}/`)),
  ).toMatchObject(before("tls"));
  expect(names).toHaveLength(4);
});
