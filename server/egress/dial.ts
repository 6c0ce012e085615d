import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Deadline } from "#server/egress/deadline.ts";
import { failed, type Failed, type FailureReason } from "#server/egress/outcome.ts";

/** A connection on which nothing of the request has been written yet. */
export type Connected = { kind: "connected"; socket: Socket };

const REASONS: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: "connection-refused",
  ECONNRESET: "connection-cut",
  EPIPE: "connection-cut",
  ENOTFOUND: "name-not-found",
  EAI_AGAIN: "name-lookup-failed",
};

/** A name with thousands of addresses must not make us knock at thousands of doors. */
const MAX_TRIED = 6;

/**
 * Connects to the first of these addresses that accepts, in their order. They are dialled as they stand: nothing
 * is resolved here, so that what was judged is what is called.
 */
export async function dial(
  addresses: readonly string[],
  port: number,
  connectMs: number,
  deadline: Deadline,
): Promise<Connected | Failed> {
  let last = failed("before-write", "unreachable");
  const tried = addresses.slice(0, MAX_TRIED);
  for (const [index, host] of tried.entries()) {
    // Each gets its share of what is left, so that a dead first address leaves time for the second.
    const share = Math.min(connectMs, deadline.left() / (tried.length - index));
    const result = await opened(
      connectTcp({ host, port, noDelay: true }),
      "connect",
      "unreachable",
      deadline,
      share,
    );
    if (result.kind === "connected" || deadline.signal.aborted) return result;
    last = result;
  }
  return last;
}

/** Whose certificate is asked for; `ca`: authorities to trust in place of the machine's. */
export type Peer = { host: string; isAddress: boolean; ca: string | undefined };

/** Makes a connection secure. The certificate must be for the host that was asked for, whatever was dialled. */
export function secure(
  socket: Socket,
  peer: Peer,
  connectMs: number,
  deadline: Deadline,
): Promise<Connected | Failed> {
  const tls = connectTls({
    socket,
    host: peer.host,
    ...(peer.isAddress ? {} : { servername: peer.host }),
    ...(peer.ca === undefined ? {} : { ca: peer.ca }),
    ALPNProtocols: ["http/1.1"],
  });
  return opened(tls, "secureConnect", "tls", deadline, connectMs);
}

function opened(
  socket: Socket,
  event: "connect" | "secureConnect",
  otherwise: FailureReason,
  deadline: Deadline,
  ms: number,
): Promise<Connected | Failed> {
  const { signal } = deadline;
  return new Promise((resolve) => {
    const settle = (result: Connected | Failed) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (result.kind === "failed") socket.destroy();
      resolve(result);
    };
    const fail = (reason: FailureReason) => settle(failed("before-write", reason));
    const abort = () => fail(deadline.reason());
    const timer = setTimeout(fail, ms, "connect-timeout");
    // Stays for the socket's life: an error after the request is over must not end the process.
    socket.on("error", (error: NodeJS.ErrnoException) => fail(REASONS[error.code ?? ""] ?? otherwise));
    socket.once("close", () => fail("connection-cut"));
    socket.once(event, () => settle({ kind: "connected", socket }));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
  });
}
