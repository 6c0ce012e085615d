import type { Remedy } from "#server/delivery/outcome.ts";

/** How an error of an incoming webhook is answered. */
export type WebhookRule = {
  kind: "destination-broken" | "rejected" | "unknown";
  remedy: Remedy;
  sentence: (name: string) => string;
};

const dead = (why: string): WebhookRule => ({
  kind: "destination-broken",
  remedy: "replace-webhook",
  sentence: () =>
    `${why} Messages wait here. Make a new incoming webhook in Slack and put its address in place of the old one.`,
});
const forbidden = (why: string): WebhookRule => ({
  kind: "destination-broken",
  remedy: "replace-webhook",
  sentence: () =>
    `${why} Messages wait here. Have it allowed in Slack and press Try again, or replace the webhook by one of another channel.`,
});
const message = (why: string): WebhookRule => ({ kind: "rejected", remedy: "none", sentence: () => why });
const ourMessage = (code: string) =>
  message(`Slack cannot accept this message as we wrote it (${code}). Other messages are not affected.`);

/** What Slack answers as plain text, by that text: statuses differ between sources. Source: fact sheet, section 4. */
export const webhookErrors: ReadonlyMap<string, WebhookRule> = new Map<string, WebhookRule>([
  [
    "invalid_token",
    dead("Slack no longer accepts this webhook: it was revoked, or its address has changed."),
  ],
  [
    "no_service",
    dead("Slack says this webhook was removed or switched off, or whoever made it has left the workspace."),
  ],
  ["no_service_id", dead("Slack does not know this webhook.")],
  ["no_active_hooks", dead("Slack says this webhook is switched off.")],
  ["no_team", dead("Slack does not know the workspace of this webhook.")],
  ["team_disabled", dead("Slack says the workspace of this webhook is switched off.")],
  ["channel_not_found", dead("Slack says the channel of this webhook was deleted.")],
  [
    "channel_is_archived",
    {
      kind: "destination-broken",
      remedy: "unarchive",
      sentence: () =>
        "Slack says the channel of this webhook is archived. Messages wait here. Unarchive it in Slack and press Try again, or replace the webhook by one of another channel.",
    },
  ],
  [
    "action_prohibited",
    forbidden("Slack says a setting of the workspace does not let this webhook post there."),
  ],
  [
    "posting_to_general_channel_denied",
    forbidden("Slack says a setting of the workspace keeps webhooks out of its general channel."),
  ],
  ["user_not_found", message("Slack says the person this message is for was not found.")],
  ...[
    "invalid_payload",
    "no_text",
    "missing_text_or_fallback_or_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "too_many_attachments",
  ].map((code): [string, WebhookRule] => [code, ourMessage(code)]),
  [
    "rollup_error",
    {
      kind: "unknown",
      remedy: "none",
      sentence: () => "Slack failed while it took the message (rollup_error), so it may stand there already.",
    },
  ],
  // Ours, never an answer.
  [
    "webhook_unreadable",
    dead("The stored address of this webhook cannot be read with this instance's encryption key."),
  ],
  [
    "webhook_refused",
    {
      kind: "destination-broken",
      remedy: "replace-webhook",
      sentence: (name) =>
        `Bellwire may not reach the address of ${name}. Messages wait here. Ask the operator to allow its host, or replace the webhook.`,
    },
  ],
]);

/** What an answer in a stranger's words means: something between us and Slack turned the request away. */
export function refusedOnTheWay(status: number): WebhookRule {
  return {
    kind: "destination-broken",
    remedy: "replace-webhook",
    sentence: () =>
      `The address of this webhook was answered with HTTP ${status}, and not in Slack's words. Messages wait here. Look at what stands between Bellwire and Slack and press Try again, or replace the webhook.`,
  };
}

/** A string that Slack does not document: permanent for the message, not for the webhook. */
export function unlisted(code: string): WebhookRule {
  return message(`Slack refused this message (${code}). Other messages are not affected.`);
}
