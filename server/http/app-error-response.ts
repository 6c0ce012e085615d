import { ZodError } from "zod";
import type { Context } from "#server/context.ts";
import { type AppErrorCode, isAppError } from "#server/errors.ts";

const statuses = {
  invalid: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
} as const satisfies Record<AppErrorCode, number>;

/** The answer to a request that was refused or failed: `{ error: { code, message, details, requestId } }`. */
export function errorResponse(ctx: Context, error: unknown): Response {
  const { requestId } = ctx.origin;
  if (isAppError(error)) {
    const { code, message, details } = error;
    return Response.json({ error: { code, message, details, requestId } }, { status: statuses[code] });
  }
  if (error instanceof ZodError) {
    const issue = error.issues[0];
    const details = { field: issue?.path.join(".") ?? "" };
    const message = issue?.message ?? "The input is not valid.";
    return Response.json({ error: { code: "invalid", message, details, requestId } }, { status: 400 });
  }
  ctx.logger.error({ err: error, requestId }, "request failed");
  const message =
    "Something failed on our side; nothing was changed. Try again, and tell your instance admin if it stays.";
  return Response.json({ error: { code: "internal", message, requestId } }, { status: 500 });
}
