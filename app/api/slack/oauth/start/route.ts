import { currentContext } from "#server/auth/current-context.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import { forbidden } from "#server/errors.ts";
import { errorResponse } from "#server/http/app-error-response.ts";
import { startConnect, startConnectInput } from "#server/integrations/start-connect.ts";
import { connectCookie } from "#server/slack/oauth/connect-cookie.ts";

/** Starts connecting a workspace: answers Slack's consent address and binds this browser with a cookie. */
export async function POST(request: Request): Promise<Response> {
  const ctx = await currentContext();
  try {
    if (!isSameOrigin(request)) throw forbidden("This request did not come from a page of this instance.");
    const input = startConnectInput.parse(await request.json().catch(() => null));
    const { url, browserSecret } = await startConnect(ctx, input);
    return Response.json({ url }, { headers: { "set-cookie": connectCookie(ctx.env, browserSecret) } });
  } catch (error) {
    return errorResponse(ctx, error);
  }
}
