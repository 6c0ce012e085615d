import { request as httpRequest } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Deadline } from "#server/egress/deadline.ts";
import { type Connected, dial, secure } from "#server/egress/dial.ts";
import { type Failed, failed } from "#server/egress/outcome.ts";

/** The operator's forward proxy. */
export type ForwardProxy = {
  host: string;
  isAddress: boolean;
  port: number;
  secure: boolean;
  /** `proxy-authorization` where the address carried a name and password; never in a log or an outcome. */
  headers: Record<string, string>;
};

/** Reads EGRESS_PROXY: an http or https address, with or without name and password, without a path. Null if it is none. */
export function parseProxy(text: string): ForwardProxy | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSecure = url.protocol === "https:";
  if (!isSecure && url.protocol !== "http:") return null;
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const headers = authorizationOf(url);
  if (headers === null) return null;
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  return { host, isAddress: isIP(host) !== 0, port, secure: isSecure, headers };
}

/** Connects to the proxy itself. Its address is the operator's choice and not judged. */
export async function dialProxy(
  proxy: ForwardProxy,
  ca: string | undefined,
  connectMs: number,
  deadline: Deadline,
): Promise<Connected | Failed> {
  const plain = await dial([proxy.host], proxy.port, connectMs, deadline);
  const result =
    plain.kind === "connected" && proxy.secure
      ? await secure(plain.socket, { ...proxy, ca }, connectMs, deadline)
      : plain;
  return result.kind === "failed" && !deadline.signal.aborted
    ? failed("before-write", "proxy-failed")
    : result;
}

/** Asks the proxy for a tunnel to `authority` (host:port) on a fresh connection to it. */
export function openTunnel(
  socket: Socket,
  proxy: ForwardProxy,
  authority: string,
  connectMs: number,
  deadline: Deadline,
): Promise<Connected | Failed> {
  const { signal } = deadline;
  return new Promise((resolve) => {
    const settle = (result: Connected | Failed) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (result.kind === "failed") socket.destroy();
      resolve(result);
    };
    const fail = () => settle(failed("before-write", "proxy-failed"));
    const abort = () => settle(failed("before-write", deadline.reason()));
    signal.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(() => settle(failed("before-write", "connect-timeout")), connectMs);
    const request = httpRequest({
      createConnection: () => socket,
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...proxy.headers },
      setHost: false,
    });
    request.on("error", fail);
    request.on("upgrade", fail);
    request.on("connect", (response, tunnel, head) => {
      // Nothing may speak before we do: bytes here would be taken for the other end's.
      if (response.statusCode === 200 && head.length === 0) settle({ kind: "connected", socket: tunnel });
      else settle(failed("before-write", "proxy-refused"));
    });
    if (signal.aborted) abort();
    else request.end();
  });
}

function authorizationOf(url: URL): Record<string, string> | null {
  if (url.username === "" && url.password === "") return {};
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
  } catch {
    return null;
  }
}
