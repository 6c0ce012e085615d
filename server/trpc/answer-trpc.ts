import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Context } from "#server/context.ts";
import { AppError, isAppError } from "#server/errors.ts";
import { HttpError } from "#server/http/http-error.ts";
import { bodyBytes, type PageLimits, pageLimits } from "#server/http/limits.ts";
import { addressKey, callerKey, countRequest } from "#server/http/rate-limit.ts";
import { readBytes } from "#server/http/read-body.ts";
import { maxBatchSize } from "#server/trpc/batch-size.ts";
import { appRouter } from "#server/trpc/root.ts";

const endpoint = "/api/trpc";

/**
 * Answers a request of our own pages. Who is signed in is asked once the whole body is there: else whoever sends it slowly
 * would act minutes later with what they were allowed at first.
 */
export async function answerTrpc(
  request: Request,
  appUrl: string,
  createContext: () => Promise<Context>,
  limits: PageLimits = pageLimits,
): Promise<Response> {
  const write = request.method === "POST";
  if (write && !isSameOrigin(request, appUrl)) {
    return new Response("Cross-site requests are refused.", { status: 403 });
  }
  const { url, method, headers, signal } = request;
  let body: Uint8Array<ArrayBuffer> | null = null;
  let tooLarge: HttpError | null = null;
  try {
    if (write) body = Uint8Array.from(await readBytes(request, bodyBytes.pages));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    tooLarge = error;
    body = Uint8Array.from(Buffer.from("{}"));
  }
  return fetchRequestHandler({
    endpoint,
    req: body ? new Request(url, { method, headers, signal, body }) : request,
    router: appRouter,
    async createContext({ info }) {
      // Thrown here, so that it comes in the shape that pages read.
      if (tooLarge) throw new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: tooLarge.message });
      const ctx = await createContext();
      await countCalls(ctx, limits, write, info.calls.length);
      return ctx;
    },
    maxBatchSize,
    responseMeta: ({ errors }) => ({
      headers: new Headers({ "cache-control": "no-store", ...retryAfterOf(errors) }),
    }),
  });
}

/** Counts calls for the person who makes them, else for the address. @throws {TRPCError} when they are too many. */
async function countCalls(ctx: Context, limits: PageLimits, write: boolean, calls: number): Promise<void> {
  const { actor } = ctx;
  try {
    if (actor?.kind === "user") {
      await countRequest(ctx, write ? limits.mutation : limits.query, callerKey(actor), calls);
    } else {
      const limit = write ? limits.anonymousMutation : limits.anonymousQuery;
      await countRequest(ctx, limit, addressKey(ctx.origin.ipAddress), calls);
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const cause = new AppError("rate_limited", error.message, error.details);
    throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: error.message, cause });
  }
}

function retryAfterOf(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap(({ cause }) =>
    isAppError(cause) && cause.details.retryAfterSeconds !== undefined
      ? [cause.details.retryAfterSeconds]
      : [],
  );
  return seconds.length > 0 ? { "retry-after": String(Math.max(...seconds)) } : {};
}
