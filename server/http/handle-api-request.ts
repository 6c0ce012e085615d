import { recordForbidden } from "#server/audit/record-forbidden.ts";
import { originOf } from "#server/auth/origin.ts";
import { isAppError } from "#server/errors.ts";
import { type Answer, errorAnswer, toResponse } from "#server/http/app-error-response.ts";
import type { ApiRoute, RawInput, RouteAnswer } from "#server/http/api-route.ts";
import { authenticate, type CallerContext, refuseKind, type SignedIn } from "#server/http/authenticate.ts";
import { HttpError } from "#server/http/http-error.ts";
import { readIdempotencyKey, runOnce } from "#server/http/idempotency.ts";
import { inspectInput } from "#server/http/inspect-input.ts";
import { type Limits, limits as defaultLimits } from "#server/http/limits.ts";
import { matchRoute } from "#server/http/match-route.ts";
import { addressKey, callerKey, countRequest } from "#server/http/rate-limit.ts";
import { parseBody, readBytes } from "#server/http/read-body.ts";
import { readQuery } from "#server/http/read-query.ts";
import { apiRoutes } from "#server/http/routes.ts";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** What a request is answered with. */
export type ApiPorts = {
  runtime: Runtime;
  signedIn: SignedIn;
  routes?: readonly ApiRoute[];
  limits?: Limits;
};

/** Answers one request below /api/v1. Whatever happens, the answer is JSON with a request id, or empty. */
export async function handleApiRequest(request: Request, ports: ApiPorts): Promise<Response> {
  const { runtime, signedIn, routes = apiRoutes, limits = defaultLimits } = ports;
  const origin = originOf(request.headers);
  const ctx: Context = {
    ...runtime,
    actor: null,
    origin: { ...origin, requestId: origin.requestId || newId() },
  };
  // Filled on the way, so that a refusal carries what was found out before it.
  const headers: Record<string, string> = {
    "x-request-id": ctx.origin.requestId,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  try {
    const url = new URL(request.url);
    const match = matchRoute(routes, request.method, url.pathname);
    if ("allow" in match)
      return new Response(null, { status: 204, headers: { ...headers, allow: match.allow } });
    const { route, params } = match;
    const count = async (kind: keyof Limits, key: string) =>
      void Object.assign(headers, await countRequest(runtime, limits[kind], key));

    const address = addressKey(ctx.origin.ipAddress);
    const isPublic = route.permission === "public";
    // Before anything is read: a public call is somebody's whom only the address tells.
    if (isPublic) await count(route.limit, address);
    const bytes = route.method === "GET" ? null : await readBytes(request, route.bodyBytes);
    const caller = isPublic
      ? null
      : await callerOf(ctx, request, signedIn, () => count("anonymous", address));
    if (caller) {
      await count("actor", callerKey(caller.actor));
      refuseKind(route, caller);
    }

    const query = readQuery(url.searchParams, route.query);
    const body = bytes ? parseBody(request.headers, bytes, route.body !== null) : {};
    const raw: RawInput = { params, query, body };
    inspectInput({ ...params, ...query });
    const run = route.bind(raw);
    const answering = () => answerOf(caller ?? ctx, route, raw, run);
    const key = caller && route.idempotent ? readIdempotencyKey(request.headers) : null;
    const answer =
      caller && key !== null
        ? await runOnce(caller, { key, route: route.key, asked: raw }, answering)
        : await answering();
    const response = toResponse(answer, headers);
    return request.method === "HEAD" ? new Response(null, response) : response;
  } catch (error) {
    return toResponse(errorAnswer(ctx, error), headers);
  }
}

/** Who calls. Every refusal counts for the address. */
async function callerOf(
  ctx: Context,
  request: Request,
  signedIn: SignedIn,
  countAddress: () => Promise<void>,
): Promise<CallerContext> {
  try {
    return await authenticate(ctx, request, signedIn);
  } catch (error) {
    if (isAppError(error) || error instanceof HttpError) await countAddress();
    throw error;
  }
}

async function answerOf(
  ctx: Context,
  route: ApiRoute,
  { params, body: given }: RawInput,
  run: (ctx: Context) => Promise<RouteAnswer>,
): Promise<Answer> {
  try {
    const { body, headers } = await run(ctx);
    return { status: route.status, text: body === undefined ? null : JSON.stringify(body), headers };
  } catch (error) {
    if (route.method !== "GET") {
      const input = Object.assign({}, given, params);
      await recordForbidden(ctx, error, { name: route.key, input });
    }
    return errorAnswer(ctx, error);
  }
}
