import { callRoute } from "#server/testing/request-scope.ts";
import { GET } from "../../app/api/slack/oauth/callback/route.ts";
import type { Bench } from "#server/integrations/test-bench.ts";
import { connectCookieName } from "#server/slack/oauth/connect-cookie.ts";

/** A browser on its way back from Slack; a test bends what it carries. */
export type Browser = { search: string; session: string | null; secret: string | null; address: string };

/** The browser after a person with this session decided at Slack. */
export async function consentedBrowser(
  bench: Bench,
  session: string,
  decision: { team?: string; allow?: boolean } = {},
): Promise<Browser> {
  const { search, browserSecret } = await bench.road(bench.as(bench.world.owner), decision);
  return { search, session, secret: browserSecret, address: "203.0.113.9" };
}

/** Sends the browser to the real callback. */
export function comeBack(bench: Bench, browser: Browser): Promise<Response> {
  const { env } = bench.runtime;
  const cookies = [
    ...(browser.session ? [browser.session] : []),
    ...(browser.secret ? [`${connectCookieName(env)}=${browser.secret}`] : []),
  ];
  const headers = { cookie: cookies.join("; "), "x-forwarded-for": browser.address };
  const url = `${env.appUrl}/api/slack/oauth/callback${browser.search}`;
  return callRoute(GET, new Request(url, { headers }));
}

/** Where an answer leads, by its Location or by its page. */
export async function targetOf(answer: Response): Promise<URL> {
  const location = answer.headers.get("location");
  if (location) return new URL(location);
  const link = /<a href="([^"]+)">/.exec(await answer.clone().text())?.[1] ?? "";
  return new URL(link.replaceAll("&#38;", "&"));
}
