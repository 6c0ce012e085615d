import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { currentContext } from "#server/auth/current-context.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import { appRouter } from "#server/trpc/root.ts";

const handler = (request: Request) => {
  if (request.method === "POST" && !isSameOrigin(request)) {
    return new Response("Cross-site requests are refused.", { status: 403 });
  }
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: currentContext,
  });
};

export { handler as GET, handler as POST };
