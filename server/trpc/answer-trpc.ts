import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Context } from "#server/context.ts";
import { maxBatchSize } from "#server/trpc/batch-size.ts";
import { appRouter } from "#server/trpc/root.ts";

/**
 * Answers a request of our own pages. Who is signed in is asked once the whole body is there: else whoever sends it slowly
 * would act minutes later with what they were allowed at first.
 */
export async function answerTrpc(
  request: Request,
  appUrl: string,
  createContext: () => Promise<Context>,
): Promise<Response> {
  const write = request.method === "POST";
  if (write && !isSameOrigin(request, appUrl)) {
    return new Response("Cross-site requests are refused.", { status: 403 });
  }
  const { url, method, headers, signal } = request;
  const whole = write ? { method, headers, signal, body: await request.arrayBuffer() } : null;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: whole ? new Request(url, whole) : request,
    router: appRouter,
    createContext,
    maxBatchSize,
    responseMeta: () => ({ headers: new Headers({ "cache-control": "no-store" }) }),
  });
}
