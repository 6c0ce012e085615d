import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { CERTIFICATE, CERTIFICATE_KEY } from "#server/egress/fixtures/certificate.ts";
import { createGuardedClient, type GuardedClientSettings } from "#server/egress/guarded-client.ts";

/** A server on a free port of this machine. */
export type TestServer = { port: number; url: string; connections(): number };

const running: Array<() => Promise<void>> = [];

/** Ends every server of this file; call it after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(running.splice(0).map((close) => close()));
}

/** Answers HTTP as told. */
export function serveHttp(listener: RequestListener): Promise<TestServer> {
  return listen(createHttpServer(listener));
}

/** Does with each connection as told, byte by byte. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(createTcpServer(onConnection));
}

/** Calls back once a whole request was read, and writes whatever a test wants as its answer. */
export function serveRaw(answer: (socket: Socket, request: string) => void): Promise<TestServer> {
  return serveTcp(onRequest(answer));
}

/** The same over TLS, with the test certificate. */
export function serveTls(answer: (socket: Socket, request: string) => void): Promise<TestServer> {
  const onSecure = onRequest(answer);
  const server = createTlsServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY });
  server.on("secureConnection", onSecure);
  server.on("tlsClientError", () => {});
  return listen(server);
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const { port } = await serveTcp(() => {});
  await closeServers();
  return port;
}

/** A guarded client for which every name leads to this machine, and which may call these servers. */
export function clientFor(servers: ReadonlyArray<{ port: number }>, settings: GuardedClientSettings = {}) {
  return createGuardedClient({
    allow: servers.map(({ port }) => `127.0.0.1:${port}`),
    resolver: async () => ["127.0.0.1"],
    ca: CERTIFICATE,
    ...settings,
  });
}

function onRequest(answer: (socket: Socket, request: string) => void): (socket: Socket) => void {
  return (socket) => {
    let request = "";
    socket.on("data", (chunk) => {
      if (isWhole(request)) return;
      request += chunk.toString("latin1");
      if (isWhole(request)) answer(socket, request);
    });
  };
}

function isWhole(request: string): boolean {
  const [head = "", body] = request.split("\r\n\r\n");
  const length = /^content-length: (\d+)$/im.exec(head)?.[1] ?? "0";
  return body !== undefined && body.length >= Number(length);
}

/** Starts a server and remembers to end it. */
export async function listen(server: Server): Promise<TestServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = addressOf(server);
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  );
  return { port, url: `http://127.0.0.1:${port}`, connections: () => connections };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address;
}
