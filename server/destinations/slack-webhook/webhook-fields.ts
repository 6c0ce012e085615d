import { z } from "zod";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { webhookPlace } from "#server/destinations/slack-webhook/slack-webhook.ts";
import { hashOf, lastFourOf, readWebhookUrl } from "#server/destinations/slack-webhook/webhook-url.ts";
import { conflict, invalid } from "#server/errors.ts";

/** What people call a webhook's destination. */
export const webhookNameSchema = z
  .string()
  .trim()
  .min(1, "Give it a name, such as the channel it posts to.")
  .max(80, "Use a name of at most 80 characters.")
  .regex(/^[^\p{Cc}]*$/u, "Use a name without line breaks.");

/** As somebody pasted it; judged by `webhookColumns`, for the hosts are a setting. */
export const webhookUrlSchema = z.string().max(500, "This is longer than the address of a webhook.");

/** The columns that keep an address, or the refusal that says what to paste instead. */
export async function webhookColumns(
  tx: Tx,
  ctx: Context,
  place: { organizationId: string; projectId: string; destinationId: string },
  typed: string,
) {
  const read = readWebhookUrl(typed, ctx.env.slackWebhookHosts);
  if (!read.ok) throw invalid("webhookUrl", read.sentence);
  const reachable = ctx.egress.checkAddress(read.url);
  if (reachable.kind === "refused") throw invalid("webhookUrl", reachable.sentence);
  const webhookHash = hashOf(read.url);
  const taken = await tx.destination.findFirst({
    where: { projectId: place.projectId, webhookHash, deletedAt: null, id: { not: place.destinationId } },
    select: { name: true },
  });
  if (taken)
    throw conflict(`This webhook is a destination of this project already: ${taken.name}.`, "webhookUrl");
  const at = webhookPlace(place.organizationId, place.destinationId);
  return {
    webhookUrlEnc: await ctx.vault.encrypt(tx, at, read.url),
    webhookLastFour: lastFourOf(read.url),
    webhookHash,
  };
}

/** Refuses a name that another destination of the project has, so that people can tell them apart. */
export async function requireFreeName(
  tx: Tx,
  place: { projectId: string; destinationId: string },
  name: string,
): Promise<void> {
  const { projectId, destinationId } = place;
  const taken = await tx.destination.count({
    where: { projectId, name, deletedAt: null, id: { not: destinationId } },
  });
  if (taken > 0)
    throw conflict(`Another destination of this project is called ${name}. Choose another name.`, "name");
}
