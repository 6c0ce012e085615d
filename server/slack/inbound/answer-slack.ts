import { getRuntime, type Runtime } from "#server/runtime.ts";
import type { Answer } from "#server/slack/inbound/receive-event.ts";
import type { Signed } from "#server/slack/inbound/verify-signature.ts";

/** Hands a request's raw body and signature on, and answers as Slack expects: plain text, nothing else. */
export async function answerSlack(
  request: Request,
  receive: (runtime: Runtime, signed: Signed) => Promise<Answer>,
): Promise<Response> {
  const runtime = getRuntime();
  const { status, text } = await receive(runtime, {
    body: await request.text(),
    timestamp: request.headers.get("x-slack-request-timestamp"),
    signature: request.headers.get("x-slack-signature"),
  });
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status, headers });
}
