import type { IncomingMessage } from "node:http";

/** A request read to its end. */
export type Request = {
  method: string;
  url: URL;
  /** `http://host` as the caller addressed the sandbox. */
  origin: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
};

/** What to answer; `destroy` cuts the socket, `hang` never answers. */
export type Reply =
  | { status: number; headers: Record<string, string>; body: string; delayMs?: number }
  | "destroy"
  | "hang";

const LARGEST_BODY = 5_000_000;

/** Reads a request's body and address. */
export async function readRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += part.length;
    if (size > LARGEST_BODY) throw new Error("The request body is larger than the sandbox takes.");
    chunks.push(part);
  }
  const origin = `http://${message.headers.host ?? "localhost"}`;
  const path = (message.url ?? "/").replace(/^\/+/, "/");
  return {
    method: message.method ?? "GET",
    url: new URL(path, origin),
    origin,
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}

/** An HTML page. */
export function html(body: string, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body,
  };
}

/** Plain text, as webhooks answer it. */
export function text(body: string, status = 200): Reply {
  const headers = {
    "content-type": "text/html",
    "cache-control": "private, no-cache, no-store, must-revalidate",
  };
  return { status, headers, body };
}

/** Plain JSON, for the control API only: the Web API has its own wire form. */
export function json(value: unknown, status = 200): Reply {
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  return { status, headers, body: `${JSON.stringify(value, null, 2)}\n` };
}

/** Sends the browser elsewhere. */
export function redirect(location: string, status = 302): Reply {
  return { status, headers: { location, "cache-control": "no-store" }, body: "" };
}

/** The fields of a form body. */
export function formFields(request: Request): URLSearchParams {
  return new URLSearchParams(request.body.toString("utf8"));
}
