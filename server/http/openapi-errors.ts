import type { ApiRoute } from "#server/http/api-route.ts";
import { type ErrorStatus, errorStatuses } from "#server/http/http-error.ts";
import { inKib } from "#server/http/limits.ts";
import type { JsonSchema } from "#server/http/openapi-schema.ts";

/** The body of every error answer. */
export const errorSchema: JsonSchema = {
  type: "object",
  description: "Why a request was refused or failed, and what to do.",
  properties: {
    error: {
      type: "object",
      properties: {
        code: { type: "string", enum: Object.keys(errorStatuses), description: "For programs." },
        message: { type: "string", description: "For people: what happened, and what to do." },
        details: {
          type: "object",
          properties: {
            field: { type: "string", description: "What of the request cannot be accepted." },
            retryAfterSeconds: { type: "integer", description: "When to try again." },
            neededPlan: { type: "string", description: "The plan that includes what was asked for." },
          },
        },
        requestId: {
          type: "string",
          description: "To be told to whoever looks into it; also in X-Request-Id.",
        },
      },
      required: ["code", "message", "requestId"],
    },
  },
  required: ["error"],
};

const always = {
  400: "The request cannot be read, or a field cannot be accepted; `details.field` names it.",
  429: "Too many requests. `Retry-After` says when to go on.",
  500: "Something failed on our side; nothing was changed.",
} as const;

/** The statuses with which a route may refuse, each with what it means. */
export function errorsOf(route: ApiRoute): [ErrorStatus, string][] {
  const found = new Map<ErrorStatus, string>(
    Object.entries(always).map(([status, meaning]) => [statusOf(status), meaning]),
  );
  const write = route.method !== "GET";
  if (route.permission !== "public") {
    found.set(401, "Nobody is signed in, or the token does not count.");
    found.set(403, forbiddenBecause(route, write));
  }
  // What the guard finds by an id, in the address or elsewhere, answers so to strangers.
  if (route.permission !== "public" && route.permission !== "signed-in") {
    found.set(404, "There is no such thing, or it is none of yours.");
  }
  if (write) found.set(413, `The body is larger than ${inKib(route.bodyBytes)}.`);
  if (write) found.set(415, "The body is not JSON in UTF-8, or not said to be.");
  for (const [status, meaning] of Object.entries(route.errors)) found.set(statusOf(status), meaning);
  if (route.idempotent) {
    const own = found.get(409);
    const first = "The first request with this Idempotency-Key is still being answered.";
    found.set(409, own ? `${own} ${first}` : first);
    found.set(422, "This Idempotency-Key came with another request before.");
  }
  return [...found].sort(([a], [b]) => a - b);
}

function forbiddenBecause({ permission, people, identities }: ApiRoute, write: boolean): string {
  const kind =
    people === identities ? null : `only ${people ? "a person" : "a machine identity"} can call it`;
  const role = permission === "signed-in" ? null : "Your role does not allow this";
  const forged = write ? "the write did not come from a page of this instance" : null;
  const network = "the token may not be used from your network";
  return `${[role, kind, forged, network].filter((one) => one !== null).join(", or ")}.`.replace(/^./, (c) =>
    c.toUpperCase(),
  );
}

function statusOf(text: string): ErrorStatus {
  const status = Object.values(errorStatuses).find((one) => String(one) === text);
  if (status === undefined) throw new Error(`${text} is no status of an error.`);
  return status;
}
