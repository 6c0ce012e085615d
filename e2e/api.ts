import { createTRPCClient, httpBatchLink } from "@trpc/client";
import superjson from "superjson";
import { z } from "zod";
import type { AppRouter } from "#server/trpc/root.ts";

/** The procedures, called as the browser would, with the session's cookies. */
export type Api = ReturnType<typeof apiOf>;

/** The procedures for somebody with these cookies (none: nobody). */
export function apiOf(baseUrl: string, cookie = "") {
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${baseUrl}/api/trpc`, transformer: superjson, headers: { cookie } })],
  });
}

const csrfSchema = z.object({ csrfToken: z.string() });

/** Signs in over HTTP and answers the cookies of the session. */
export async function signInOverHttp(
  baseUrl: string,
  person: { email: string; password: string },
): Promise<string> {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const csrf = await fetch(`${baseUrl}/api/auth/csrf`);
  keep(csrf);
  const { csrfToken } = csrfSchema.parse(await csrf.json());
  const answer = await fetch(`${baseUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookie() },
    body: new URLSearchParams({ ...person, csrfToken, json: "true" }),
  });
  keep(answer);
  if (!cookie().includes("session-token"))
    throw new Error(`${person.email} could not sign in: ${await answer.text()}`);
  return cookie();
}
