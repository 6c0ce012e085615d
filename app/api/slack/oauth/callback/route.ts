import { currentContext } from "#server/auth/current-context.ts";
import { connectLocation } from "#server/integrations/connect-location.ts";
import { finishConnect } from "#server/integrations/finish-connect.ts";
import { connectCookie, readConnectCookie } from "#server/slack/oauth/connect-cookie.ts";

/** Where Slack sends the browser back to. It always leads to one of our pages, which says how it ended. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await currentContext();
  const browserSecret = readConnectCookie(ctx.env, request.headers.get("cookie"));
  const finished = await finishConnect(ctx, { search: new URL(request.url).search, browserSecret });
  const location = new URL(await connectLocation(ctx, finished), ctx.env.appUrl).toString();
  const headers = { location, "set-cookie": connectCookie(ctx.env, ""), "cache-control": "no-store" };
  return new Response(null, { status: 303, headers });
}
