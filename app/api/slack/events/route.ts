import { answerSlack } from "#server/slack/inbound/answer-slack.ts";
import { receiveEvent } from "#server/slack/inbound/receive-event.ts";

/** Where Slack tells what happened in a workspace (Events API). */
export const POST = (request: Request): Promise<Response> => answerSlack(request, receiveEvent);
