import { getRuntime } from "#server/runtime.ts";

/** Whether a browser's write comes from our own pages; a client that is no browser sends neither header. */
export function isSameOrigin(request: Request, appUrl = getRuntime().env.appUrl): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = request.headers.get("origin");
  return origin === null || origin === new URL(appUrl).origin;
}
