import type { IncomingMessage } from "node:http";
import { networkOf } from "#server/client-address.ts";

/** Far more than people and programs of one place send at the same moment; each may take 30 s and 1 MiB. */
export const maxBodiesPerNetwork = 64;

/** Why a body may not come yet. */
export type BodyRefusal = { status: 429; text: string };

/**
 * Counts the bodies that are on their way, by the network they come from (X-Forwarded-For as we have written it), so that
 * one of them cannot fill the memory before anybody is asked who they are. Null when a request may go on.
 */
export function createBodyGate(most = maxBodiesPerNetwork): (request: IncomingMessage) => BodyRefusal | null {
  const underWay = new Map<string, number>();
  return (request) => {
    if (!(Number(request.headers["content-length"] ?? 0) > 0)) return null;
    const network = networkOf(String(request.headers["x-forwarded-for"] ?? ""));
    const count = underWay.get(network) ?? 0;
    if (count >= most) {
      const text = `More than ${most} bodies from your network are on their way at once. Send this one again in a moment.`;
      return { status: 429, text };
    }
    underWay.set(network, count + 1);
    let counted = true;
    const done = () => {
      if (!counted) return;
      counted = false;
      const left = (underWay.get(network) ?? 1) - 1;
      if (left > 0) underWay.set(network, left);
      else underWay.delete(network);
    };
    // Read to its end, or given up.
    request.once("end", done);
    request.once("close", done);
    return null;
  };
}
