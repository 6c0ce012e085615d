import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Context, IdentityActor, UserActor } from "#server/context.ts";
import { forbidden, isAppError } from "#server/errors.ts";
import type { ApiRoute } from "#server/http/api-route.ts";
import { challenge, HttpError } from "#server/http/http-error.ts";
import { isJson } from "#server/http/read-body.ts";
import { actorOfAccessToken } from "#server/identities/access-token.ts";
import { unknownToken } from "#server/identities/find-token.ts";
import { isAccessToken } from "#server/identities/tokens.ts";

/** Who is signed in by the session cookie; asked only where no token came. */
export type SignedIn = () => Promise<Pick<Context, "actor" | "origin">>;

/** A context with somebody who acts. */
export type CallerContext = Context & { actor: UserActor | IdentityActor };

/**
 * Who calls: the machine identity of a bearer token, else the person of the session. Where both came the token decides,
 * also when it does not count.
 * @throws {HttpError} 401 when there is neither, {AppError} when a write does not come from our own pages.
 */
export async function authenticate(
  ctx: Context,
  request: Request,
  signedIn: SignedIn,
): Promise<CallerContext> {
  const token = bearerToken(request.headers.get("authorization"));
  if (token !== null) return { ...ctx, actor: await identityOf(ctx, token) };
  const { actor, origin } = await signedIn();
  if (actor?.kind !== "user") {
    throw new HttpError(
      "unauthenticated",
      "Send an access token as Authorization: Bearer <token>, or sign in.",
    );
  }
  refuseForgery(request, ctx.env.appUrl);
  return { ...ctx, actor, origin: { ...ctx.origin, sessionId: origin.sessionId } };
}

/** Refuses whom a route is not for, whatever their role. @throws {AppError} */
export function refuseKind(route: ApiRoute, { actor }: CallerContext): void {
  if (actor.kind === "user" && !route.people) {
    throw forbidden("Only a machine identity can call this. Send its access token as Authorization: Bearer.");
  }
  if (actor.kind === "identity" && !route.identities) {
    throw forbidden("Only a person can call this, not a machine identity.");
  }
}

function bearerToken(header: string | null): string | null {
  return /^bearer +(\S.*)$/i.exec(header ?? "")?.[1]?.trim() ?? null;
}

// A page of another site can make a browser send the cookie, but neither this header nor this content type: for both
// the browser would ask us first, and we allow no other origin.
function refuseForgery(request: Request, appUrl: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (!isSameOrigin(request, appUrl))
    throw forbidden("This request did not come from a page of this instance.");
  const { headers } = request;
  if (isJson(headers.get("content-type")) || headers.has("x-requested-with")) return;
  throw forbidden(
    "A write with the session cookie needs the header X-Requested-With, or a JSON body with its Content-Type.",
  );
}

async function identityOf(ctx: Context, token: string): Promise<IdentityActor> {
  try {
    // A token that counts is looked up whoever else guesses in the same network; what cannot be one is not.
    if (!isAccessToken(token)) throw unknownToken();
    const { actor } = await actorOfAccessToken(ctx, token, ctx.origin);
    return actor;
  } catch (error) {
    if (!isAppError(error) || error.code !== "unauthenticated") throw error;
    throw new HttpError("unauthenticated", error.message, {
      headers: { "www-authenticate": `${challenge}, error="invalid_token"` },
    });
  }
}
