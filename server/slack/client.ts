import {
  type Logger,
  LogLevel,
  type WebAPICallResult,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { failureOf, NotJsonError, type SlackFailure } from "#server/slack/call-failure.ts";
import type { Env } from "#server/env.ts";

export type { SlackFailure };

/** What a call to Slack came to; nothing is thrown. */
export type SlackResult<T> = { ok: true; data: T } | SlackFailure;

/** How long one request may take unless the caller says otherwise. */
const defaultTimeoutMs = 15_000;
/** The wait after a 429 that names none. Source: fact sheet 3.5. */
const defaultRetryAfterSeconds = 30;

type Options = {
  /** Milliseconds for the whole request. */
  timeout?: number;
  retries?: number;
  /** Ends every request of the client, whatever is left of its own timeout. */
  deadline?: AbortSignal;
};

/**
 * Slack's Web API with one token (null for methods that take none). It never retries by itself: waiting is the
 * pipeline's, so that it survives a restart.
 */
export function createSlackClient(env: Env, token: string | null, options: Options = {}): WebClient {
  return new WebClient(token ?? undefined, slackClientOptions(env, options));
}

/** Fresh options at each call: the SDK writes the token into a shared `headers` object, so there is never one. */
export function slackClientOptions(env: Env, options: Options = {}): WebClientOptions {
  return {
    slackApiUrl: env.slackApiUrl,
    retryConfig: { retries: options.retries ?? 0, minTimeout: 500, maxTimeout: 500 },
    rejectRateLimitedCalls: true,
    timeout: options.timeout ?? defaultTimeoutMs,
    allowAbsoluteUrls: false,
    fetch: slackFetch(options.deadline),
    logger: silent,
  };
}

/** Runs one call and answers what it came to, also where the SDK throws something without a code. */
export async function callSlack<T extends WebAPICallResult>(call: () => Promise<T>): Promise<SlackResult<T>> {
  try {
    return { ok: true, data: await call() };
  } catch (error) {
    return failureOf(error);
  }
}

/** What Slack granted a token, as told by the header of every answer to it. */
export function grantedScopes(data: WebAPICallResult): string[] {
  return (data.response_metadata?.scopes ?? []).filter((scope) => scope !== "");
}

// The SDK takes a 200 that is not JSON for an error code, and throws a bare Error at a 429 without a usable
// Retry-After; both are told apart here, where the response still is one.
function slackFetch(deadline: AbortSignal | undefined): typeof fetch {
  return async (input, init) => {
    const signals = [init?.signal, deadline].filter((signal) => signal instanceof AbortSignal);
    const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (response.status === 429) return withRetryAfter(response);
    if (response.status !== 200) return response;
    const text = await response.text();
    if (!isSlackAnswer(text)) throw new NotJsonError(text);
    return new Response(text, { status: 200, headers: response.headers });
  };
}

function withRetryAfter(response: Response): Response {
  const headers = new Headers(response.headers);
  const seconds = Number.parseInt(headers.get("retry-after") ?? "", 10);
  headers.set("retry-after", String(seconds >= 0 ? seconds : defaultRetryAfterSeconds));
  return new Response(null, { status: 429, headers });
}

function isSlackAnswer(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "ok" in value;
  } catch {
    return false;
  }
}

/** For the SDKs: their own lines would carry message texts and say nothing the caller does not record. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
