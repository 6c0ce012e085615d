import type { Context } from "#server/context.ts";
import { connectLocation } from "#server/integrations/connect-location.ts";
import { connectOutcomes } from "#server/integrations/connect-outcomes.ts";
import { type FinishedConnect, finishConnect } from "#server/integrations/finish-connect.ts";
import { refusalStatus } from "#server/integrations/refusal-status.ts";
import { connectCookie, readConnectCookie } from "#server/slack/oauth/connect-cookie.ts";

/**
 * Answers the browser that comes back from Slack: a redirect to the page that says how it ended, or, where we refused,
 * the refusal's status with a small page that leads to the same one. Only our own addresses stand in it.
 */
export async function answerCallback(ctx: Context, request: Request): Promise<Response> {
  const browserSecret = readConnectCookie(ctx.env, request.headers.get("cookie"));
  const finished = await finishConnect(ctx, { search: new URL(request.url).search, browserSecret });
  const location = new URL(await connectLocation(ctx, finished), ctx.env.appUrl).toString();
  // The address of this answer carries Slack's code and our state, which nobody else should be told.
  const headers = {
    "set-cookie": connectCookie(ctx.env, ""),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  };
  const status = refusalStatus(finished.outcome);
  if (status === null) return new Response(null, { status: 303, headers: { ...headers, location } });
  const wait = finished.retryAfterSeconds;
  return new Response(refusalPage(finished, location), {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      ...(wait === null ? {} : { "retry-after": String(wait) }),
    },
  });
}

// The address is checked to be ours above; who is to slow down is not led on to a page that costs more.
function refusalPage({ outcome }: FinishedConnect, location: string): string {
  const { title, sentence } = connectOutcomes[outcome];
  const to = escapeHtml(location);
  const onward = outcome === "too_many" ? "" : `<meta http-equiv="refresh" content="0; url=${to}">`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${onward}
<title>${escapeHtml(title)}</title></head>
<body style="font: 14px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem">
<main><h1 style="font-size: 20px">${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p><p><a href="${to}">Go on in Bellwire</a></p></main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
