import { currentContext } from "#server/auth/current-context.ts";
import { answerCallback } from "#server/integrations/answer-callback.ts";

/** Where Slack sends the browser back to. */
export async function GET(request: Request): Promise<Response> {
  return answerCallback(await currentContext(), request);
}
