import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { invalid } from "#server/errors.ts";
import { catalogue } from "#server/events/catalogue.ts";
import type { Message } from "#server/events/event-type.ts";
import { toSlackMessage } from "#server/slack/blocks.ts";

export const previewMessageInput = z.object({ projectId: z.uuid(), eventType: z.string() });

/** The message of a type's sample in a project. */
export function sampleMessage(project: { id: string; name: string }, eventType: string): Message {
  const type = catalogue.get(eventType);
  if (!type) throw invalid("eventType", `There is no event type ${eventType}. Choose one of the list.`);
  const { environment, secretPath, subject, data } = type.sample;
  const attributes = {
    id: "00000000-0000-7000-8000-000000000000",
    type: type.type,
    source: `/projects/${project.id}`,
    subject,
    time: new Date(0),
    projectId: project.id,
    projectName: project.name,
    environment,
    secretPath,
  };
  return type.message(attributes, data);
}

/** Renders a type's sample without sending it: the message, and the text that notifications show. */
export async function previewMessage(ctx: Context, input: z.infer<typeof previewMessageInput>) {
  const { project } = await requireProject(ctx, input.projectId, "notification:read");
  const message = sampleMessage(project, input.eventType);
  const { text } = toSlackMessage(message, {
    appUrl: ctx.env.appUrl,
    status: message.status,
    maybeDuplicate: false,
    test: false,
  });
  return { message, text };
}
