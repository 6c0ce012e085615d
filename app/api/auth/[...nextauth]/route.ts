import NextAuth from "next-auth";
import { authOptions } from "#server/auth/auth-options.ts";
import { currentContext } from "#server/auth/current-context.ts";

type Params = { params: Promise<{ nextauth: string[] }> };

async function handle(request: Request, context: Params): Promise<Response> {
  // Where next-auth would let anybody write to the log.
  if ((await context.params).nextauth[0] === "_log") return new Response(null, { status: 204 });
  return NextAuth(authOptions(await currentContext()))(request, context);
}

export { handle as GET, handle as POST };
