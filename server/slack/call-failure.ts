import { ErrorCode } from "@slack/web-api";
import { z } from "zod";
import { createRedaction } from "#server/redact-text.ts";

const platformData = z.looseObject({
  error: z.string().catch("unknown_error"),
  needed: z.string().optional().catch(undefined),
  provided: z.string().optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
  response_metadata: z
    .looseObject({ retryAfter: z.number().optional(), messages: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});

/** Slack's body of an answer with `ok: false`. */
export type PlatformData = z.infer<typeof platformData>;

/**
 * How a call to Slack failed.
 * - `network` with `refused`: nothing of the request was written; else it may have arrived.
 * - `http`: a status other than 200 and 429, its body cut.
 */
export type SlackFailure = { ok: false } & (
  | { kind: "platform"; error: string; data: PlatformData }
  | { kind: "rate_limited"; retryAfterMs: number }
  | { kind: "http"; status: number; body: string }
  | { kind: "not_json"; body: string }
  | { kind: "network"; refused: boolean; message: string }
  | { kind: "timeout" }
);

/** A 200 whose body is not an answer of the Web API, such as a proxy's page. */
export class NotJsonError extends Error {
  readonly body: string;
  constructor(body: string) {
    super("The answer is not JSON.");
    this.name = "NotJsonError";
    this.body = withoutSecrets(body).slice(0, bodyMax);
  }
}

// What answers is not always Slack: a proxy's page may repeat the request, with its token.
const withoutSecrets = createRedaction();

const bodyMax = 500;
/** Thirty days: what a date can carry, far above anything Slack asks for. */
const waitMaxSeconds = 30 * 86_400;

// By code and not by class: Next may bundle a second copy of the SDK.
const sdkError = z.discriminatedUnion("code", [
  z.object({ code: z.literal(ErrorCode.PlatformError), data: platformData }),
  z.object({ code: z.literal(ErrorCode.RateLimitedError), retryAfter: z.number() }),
  z.object({ code: z.literal(ErrorCode.HTTPError), statusCode: z.number(), body: z.unknown() }),
  z.object({ code: z.literal(ErrorCode.RequestError), original: z.unknown() }),
]);

/** Turns whatever the SDK threw into a value. */
export function failureOf(error: unknown): SlackFailure {
  const parsed = sdkError.safeParse(error);
  if (!parsed.success) return transportFailure(error);
  const known = parsed.data;
  switch (known.code) {
    case ErrorCode.PlatformError: {
      const data = platformData.parse(JSON.parse(withoutSecrets(JSON.stringify(known.data))));
      return { ok: false, kind: "platform", error: data.error.slice(0, 100), data };
    }
    case ErrorCode.RateLimitedError: {
      const seconds = Math.min(Math.max(known.retryAfter, 0), waitMaxSeconds);
      return { ok: false, kind: "rate_limited", retryAfterMs: seconds * 1_000 };
    }
    case ErrorCode.HTTPError: {
      const body = typeof known.body === "string" ? known.body : (JSON.stringify(known.body) ?? "");
      return {
        ok: false,
        kind: "http",
        status: known.statusCode,
        body: withoutSecrets(body).slice(0, bodyMax),
      };
    }
    case ErrorCode.RequestError:
      return transportFailure(known.original);
  }
}

function transportFailure(error: unknown): SlackFailure {
  const chain = causes(error);
  const notJson = chain.find((one) => one instanceof NotJsonError);
  if (notJson) return { ok: false, kind: "not_json", body: notJson.body };
  if (chain.some((one) => one.name === "TimeoutError" || one.name === "AbortError"))
    return { ok: false, kind: "timeout" };
  const code = chain.map(codeOf).find((one) => one !== "") ?? "";
  const message = code || chain.at(-1)?.message || String(error);
  return { ok: false, kind: "network", refused: isRefused(code), message: message.slice(0, 200) };
}

/** An error and what it was caused by, outermost first. */
function causes(error: unknown): Error[] {
  const found: Error[] = [];
  let next = error;
  while (next instanceof Error && found.length < 5) {
    found.push(next);
    next = next.cause;
  }
  return found;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

const refusedCodes = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

/** Whether a code means that no connection came to be, so that nothing was written. */
function isRefused(code: string): boolean {
  return refusedCodes.includes(code) || code.startsWith("CERT_") || code.startsWith("ERR_TLS_");
}
