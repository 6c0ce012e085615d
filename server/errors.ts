/** Our own refusals. Mapped once to tRPC (server/trpc/init.ts) and once to HTTP. */
export type AppErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "payment_required"
  | "rate_limited"
  | "unavailable";

const brand = Symbol.for("bellwire.AppError");

/** What a refusal carries besides its sentence: the input field at fault, and when a retry makes sense (seconds). */
export type AppErrorDetails = { field?: string; retryAfterSeconds?: number; neededPlan?: string };

/** A refusal with a sentence that a person can act on. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;
  readonly [brand] = true;

  constructor(code: AppErrorCode, message: string, details: AppErrorDetails = {}) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}

/** True for our refusals, also for one made by another copy of this module (Next bundles its own). */
export function isAppError(error: unknown): error is AppError {
  return typeof error === "object" && error !== null && brand in error;
}

/** A field's value cannot be accepted: says which and what to do. */
export const invalid = (field: string, message: string) => new AppError("invalid", message, { field });
/** The thing does not exist, or belongs to somebody else: the same answer for both. */
export const notFound = (what: string) =>
  new AppError("not_found", `This ${what} does not exist, or you have no access to it.`);
/** The actor is known and may not do this. */
export const forbidden = (message: string) => new AppError("forbidden", message);
/** The state of things stands against it. */
export const conflict = (message: string, field?: string) =>
  new AppError("conflict", message, field ? { field } : {});
