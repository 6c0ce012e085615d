import { currentContext } from "#server/auth/current-context.ts";
import { getRuntime } from "#server/runtime.ts";
import { answerTrpc } from "#server/trpc/answer-trpc.ts";

const handler = (request: Request) => answerTrpc(request, getRuntime().env.appUrl, currentContext);

export { handler as GET, handler as POST };
