/**
 * Every code that an error answer of the HTTP API may have, with its status. Our verbs' refusals (server/errors.ts) are
 * in it; the others only HTTP knows.
 */
export const errorStatuses = {
  invalid: 400,
  malformed_request: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gap: 409,
  write_in_progress: 409,
  length_required: 411,
  too_large: 413,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof errorStatuses;
export type ErrorStatus = (typeof errorStatuses)[ErrorCode];

/** What a 401 tells in WWW-Authenticate: how to sign in. */
export const challenge = 'Bearer realm="bellwire"';

/** What an error answer may tell besides its sentence. */
export type ErrorDetails = { field?: string; retryAfterSeconds?: number; neededPlan?: string };

/** A refusal of the HTTP API itself, with the headers that belong to it. */
export class HttpError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    more: { details?: ErrorDetails; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "HttpError";
    this.code = code;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }
}
