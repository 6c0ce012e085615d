import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";
import { invalid, notFound } from "#server/errors.ts";
import { catalogue } from "#server/events/catalogue.ts";
import type { Message } from "#server/events/event-type.ts";

export const previewMessageInput = z.object({
  projectId: z.uuid(),
  destinationId: z.uuid(),
  eventType: z.string(),
});

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

/** Renders a type's sample for a destination without sending it: the message, and the text that notifications show. */
export async function previewMessage(ctx: Context, input: z.infer<typeof previewMessageInput>) {
  const { project } = await requireProject(ctx, input.projectId, "notification:read");
  const target = await ctx.db.destination.findFirst({
    where: { id: input.destinationId, projectId: project.id, deletedAt: null },
    select: targetSelect,
  });
  if (!target) throw notFound("destination");
  const message = sampleMessage(project, input.eventType);
  return { message, text: destinationKinds[target.kind].preview(message, ctx.env.appUrl) };
}
