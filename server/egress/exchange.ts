import { type IncomingMessage, request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import type { Deadline } from "#server/egress/deadline.ts";
import { type Answered, failed, type Failed, type FailureReason } from "#server/egress/outcome.ts";

/** One request as it goes over the wire. */
export type WireRequest = {
  method: string;
  /** A path, or a whole URL where a proxy is asked. */
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
};

/** Limits on an answer: milliseconds and bytes. */
export type AnswerLimits = {
  headersMs: number;
  bodyMs: number;
  maxResponseBytes: number;
  maxHeaderBytes: number;
};

/** An answer may be announced by a few interim ones (100, 103); more are a way to keep us waiting. */
const MAX_INTERIM_ANSWERS = 16;

/**
 * Writes one request on a fresh connection and reads its answer; the connection is gone afterwards. From here on
 * every failure is `after-write`, since nobody can tell how much of the request was read.
 */
export function exchange(
  socket: Socket,
  wire: WireRequest,
  limits: AnswerLimits,
  deadline: Deadline,
): Promise<Answered | Failed> {
  if (deadline.signal.aborted) return Promise.resolve(failed("before-write", deadline.reason()));
  if (socket.destroyed) return Promise.resolve(failed("before-write", "connection-cut"));
  const { signal } = deadline;
  return new Promise((resolve) => {
    const settle = (result: Answered | Failed) => {
      signal.removeEventListener("abort", abort);
      resolve(result);
      socket.destroy();
    };
    const fail = (reason: FailureReason) => settle(failed("after-write", reason));
    const abort = () => fail(deadline.reason());
    signal.addEventListener("abort", abort, { once: true });

    let interim = 0;
    deadline.phase("headers-timeout", limits.headersMs);
    const request = httpRequest({
      createConnection: () => socket,
      method: wire.method,
      path: wire.path,
      headers: wire.headers,
      setHost: false,
      maxHeaderSize: limits.maxHeaderBytes,
      insecureHTTPParser: false,
    });
    request.on("information", () => {
      interim += 1;
      if (interim > MAX_INTERIM_ANSWERS) fail("not-http");
    });
    request.on("upgrade", () => fail("not-http"));
    request.on("error", (error: NodeJS.ErrnoException) => fail(reasonOf(error)));
    request.on("response", (response) => {
      deadline.phase("body-timeout", limits.bodyMs);
      readBody(response, limits.maxResponseBytes, settle);
    });
    request.end(wire.body ?? undefined);
  });
}

function readBody(
  response: IncomingMessage,
  maxBytes: number,
  settle: (result: Answered | Failed) => void,
): void {
  const chunks: Buffer[] = [];
  let room = maxBytes;
  const answered = (truncated: boolean): Answered => ({
    kind: "answered",
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    body: new Uint8Array(Buffer.concat(chunks)),
    truncated,
  });
  response.on("data", (chunk: Buffer) => {
    if (room < 0) return;
    chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
    if (room < 0) settle(answered(true));
  });
  response.on("error", (error: NodeJS.ErrnoException) => settle(failed("after-write", reasonOf(error))));
  response.on("close", () =>
    settle(response.complete ? answered(false) : failed("after-write", "connection-cut")),
  );
}

function headersOf(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "set-cookie" ? "\n" : ", "),
    ]),
  );
}

function reasonOf(error: NodeJS.ErrnoException): FailureReason {
  if (error.code === "HPE_HEADER_OVERFLOW") return "headers-too-large";
  return error.code?.startsWith("HPE_") ? "not-http" : "connection-cut";
}
