import type { Env } from "#server/env.ts";

const lifeSeconds = 600;

/** The cookie that binds a connection to the browser it was started in. `__Host-` keeps neighbours from setting it. */
export function connectCookieName(env: Pick<Env, "appUrl">): string {
  return isSecure(env) ? "__Host-bellwire-slack-connect" : "bellwire-slack-connect";
}

/** Its `Set-Cookie` value; an empty secret deletes it. Lax, for Slack sends the browser back with a plain GET. */
export function connectCookie(env: Pick<Env, "appUrl">, secret: string): string {
  const parts = [
    `${connectCookieName(env)}=${secret}`,
    "Path=/",
    `Max-Age=${secret === "" ? 0 : lifeSeconds}`,
    "HttpOnly",
    "SameSite=Lax",
  ];
  return [...parts, ...(isSecure(env) ? ["Secure"] : [])].join("; ");
}

/** The browser's secret out of a `Cookie` header, or null. */
export function readConnectCookie(env: Pick<Env, "appUrl">, header: string | null): string | null {
  const name = connectCookieName(env);
  for (const part of (header ?? "").split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return value.join("=") || null;
  }
  return null;
}

function isSecure(env: Pick<Env, "appUrl">): boolean {
  return env.appUrl.startsWith("https://");
}
