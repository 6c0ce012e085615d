import { z } from "zod";

/** Where a person comes back to after Slack: the integration's page, or the card in the organization's settings. */
export const returnToSchema = z.enum(["integrations", "settings"]);
export type ReturnTo = z.infer<typeof returnToSchema>;

/** What stands in a started connection; anything else leads to the integrations. */
export function readReturnTo(stored: string | undefined): ReturnTo {
  const parsed = returnToSchema.safeParse(stored);
  return parsed.success ? parsed.data : "integrations";
}
