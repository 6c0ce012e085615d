import { z } from "zod";
import type { FormFailure } from "#components/ui/form.tsx";

const answer = z.union([
  z.object({ url: z.url() }),
  z.object({
    error: z.object({
      message: z.string(),
      details: z.object({ field: z.string().optional() }).optional(),
    }),
  }),
]);

type Wanted = { organizationId: string; returnTo?: "integrations" | "settings" } & (
  | { integrationId: string }
  | { alias?: string; description?: string }
);

/**
 * Starts connecting and leads the browser to Slack. It is a plain request and no procedure because its answer leaves a
 * cookie. Comes back only with a refusal.
 */
export async function startAtSlack(wanted: Wanted): Promise<FormFailure | undefined> {
  const response = await fetch("/api/slack/oauth/start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  }).catch(() => null);
  const parsed = answer.safeParse(await response?.json().catch(() => null));
  if (!parsed.success) {
    return { formError: "Bellwire did not answer. Check your connection and try again." };
  }
  if ("url" in parsed.data) {
    window.location.assign(parsed.data.url);
    // The page is left; until then the button stays busy.
    return new Promise(() => {});
  }
  const { message, details } = parsed.data.error;
  return details?.field ? { fieldErrors: { [details.field]: message } } : { formError: message };
}
