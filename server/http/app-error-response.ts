import { ZodError } from "zod";
import type { Context } from "#server/context.ts";
import { isAppError } from "#server/errors.ts";
import {
  challenge,
  type ErrorCode,
  type ErrorDetails,
  errorStatuses,
  HttpError,
} from "#server/http/http-error.ts";
import { issueSentence } from "#server/issue-sentence.ts";

/** An answer before it is sent: `text` is its JSON, or null for none. */
export type Answer = { status: number; text: string | null; headers: Record<string, string> };

type Asked = { origin: { requestId: string }; logger: Context["logger"] };

/** The answer to a request that was refused or failed: `{ error: { code, message, details?, requestId } }`. */
export function errorAnswer(asked: Asked, error: unknown): Answer {
  const { requestId } = asked.origin;
  if (isAppError(error) || error instanceof HttpError) {
    const { code, message, details } = error;
    const headers: Record<string, string> = {};
    if (details.retryAfterSeconds !== undefined) headers["retry-after"] = String(details.retryAfterSeconds);
    if (code === "unauthenticated") headers["www-authenticate"] = challenge;
    if (error instanceof HttpError) Object.assign(headers, error.headers);
    return answerOf({ code, message, details, requestId }, headers);
  }
  if (error instanceof ZodError) {
    const issue = error.issues[0];
    const field = issue?.path.join(".") ?? "";
    return answerOf({
      code: "invalid",
      message: issue ? issueSentence(issue, field || undefined) : "The input is not valid.",
      details: { field },
      requestId,
    });
  }
  asked.logger.error({ err: error, requestId }, "request failed");
  const message =
    "Something failed on our side; nothing was changed. Try again, and tell your instance admin if it stays.";
  return answerOf({ code: "internal", message, requestId });
}

/** The same as a response. */
export function errorResponse(asked: Asked, error: unknown): Response {
  return toResponse(errorAnswer(asked, error));
}

/** Sends an answer; `more` are headers that do not belong to it alone. */
export function toResponse(answer: Answer, more: Record<string, string> = {}): Response {
  const headers = new Headers({ ...more, ...answer.headers });
  if (answer.text !== null) headers.set("content-type", "application/json");
  return new Response(answer.text, { status: answer.status, headers });
}

type ErrorBody = { code: ErrorCode; message: string; details?: ErrorDetails; requestId: string };

function answerOf({ details, ...body }: ErrorBody, headers: Record<string, string> = {}): Answer {
  const told = details && Object.keys(details).length > 0 ? { details } : {};
  const { code, message, requestId } = body;
  return {
    status: errorStatuses[code],
    text: JSON.stringify({ error: { code, message, ...told, requestId } }),
    headers,
  };
}
