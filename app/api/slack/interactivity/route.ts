import { answerSlack } from "#server/slack/inbound/answer-slack.ts";
import { receiveInteraction } from "#server/slack/inbound/receive-event.ts";

/** Where Slack tells that somebody pressed a button. */
export const POST = (request: Request): Promise<Response> => answerSlack(request, receiveInteraction);
