import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { z } from "zod";

/** A request an app got from the sandbox. */
export type Received = {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  body: Record<string, unknown>;
};

/** What the app answers; by default 200, or the challenge. */
export type Answerer = (received: Received, response: ServerResponse) => void;

const envelope = z.looseObject({ event: z.looseObject({ type: z.string() }), event_id: z.string() });

function parse(raw: string): Record<string, unknown> {
  const json = raw.startsWith("payload=") ? (new URLSearchParams(raw).get("payload") ?? "{}") : raw;
  return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
}

/** An app at a loopback address that remembers what it is sent. */
export async function openReceiver() {
  const received: Received[] = [];
  const honest: Answerer = ({ body }, response) => {
    response.end(typeof body.challenge === "string" ? body.challenge : "");
  };
  let answerer = honest;
  const server = createServer(async (message, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString("utf8");
    const one = { path: message.url ?? "", headers: message.headers, raw, body: parse(raw) };
    received.push(one);
    answerer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** The events among what came, in the order of their coming. */
    events: () =>
      received.flatMap(({ body, headers }) => {
        const read = envelope.safeParse(body);
        return read.success ? [{ ...read.data, headers }] : [];
      }),
    types: () =>
      received.flatMap(({ body }) => {
        const read = envelope.safeParse(body);
        return read.success ? [read.data.event.type] : [];
      }),
    answer(next: Answerer = honest): void {
      answerer = next;
    },
    forget(): void {
      received.length = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether a request is signed as Slack's documentation says, computed apart from the sandbox. */
export function isSigned(one: Received, secret: string): boolean {
  const timestamp = one.headers["x-slack-request-timestamp"];
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${one.raw}`).digest("hex");
  return one.headers["x-slack-signature"] === `v0=${digest}`;
}
