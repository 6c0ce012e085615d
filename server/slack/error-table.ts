import type { Outcome, Remedy } from "#server/delivery/outcome.ts";

/** What the sentence of a failure may name. */
export type Named = {
  /** The destination's name, such as `#general`. */
  channel?: string;
  /** The bot's name as people type it, without the @. */
  botName?: string;
  /** The scope Slack says is missing. */
  needed?: string;
};

/** How an error of Slack's is answered. Waiting costs no try where `isTry` is false. */
export type ErrorRule = {
  kind: Exclude<Outcome["kind"], "delivered">;
  remedy: Remedy;
  isTry?: boolean;
  retryAfterMs?: number;
  sentence: (named: Named) => string;
};

const hour = 3_600_000;
const thisChannel = (named: Named) => named.channel ?? "the channel";
const bot = (named: Named) => `@${named.botName || "the app"}`;

const connection = (why: string): ErrorRule => ({
  kind: "connection-broken",
  remedy: "reconnect",
  sentence: () => `${why} Messages wait here. Reconnect the workspace.`,
});
const administrator = (why: string): ErrorRule => ({
  kind: "connection-broken",
  remedy: "reconnect",
  sentence: () =>
    `${why} Messages wait here. Ask an admin of the Slack workspace to allow the app, then reconnect the workspace.`,
});
const channel = (why: (named: Named) => string): ErrorRule => ({
  kind: "destination-broken",
  remedy: "choose-channel",
  sentence: (named) => `${why(named)} Messages wait here. Choose another channel.`,
});
const restricted = (why: string): ErrorRule => ({
  kind: "destination-broken",
  remedy: "choose-channel",
  sentence: () =>
    `${why} Messages wait here. Choose another channel, or have it allowed in Slack and press Try again.`,
});
const message = (why: string): ErrorRule => ({ kind: "rejected", remedy: "none", sentence: () => why });
const ourMessage = (code: string): ErrorRule =>
  message(`Slack cannot accept this message as we wrote it (${code}). Other messages are not affected.`);
const unsure = (code: string): ErrorRule => ({
  kind: "unknown",
  remedy: "none",
  sentence: () => `Slack failed while it took the message (${code}), so it may stand there already.`,
});
const later = (why: string, retryAfterMs: number): ErrorRule => ({
  kind: "retry",
  remedy: "none",
  isTry: true,
  retryAfterMs,
  sentence: () => `${why} The message is tried again later.`,
});

/** Codes of message errors that can only be ours, or that concern arguments we never send. */
const messageCodes = [
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
  "too_many_attachments",
  "attachment_payload_limit_exceeded",
  "invalid_attachments",
  "markdown_text_conflict",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "metadata_must_be_sent_from_app",
  "metadata_too_large",
  "too_many_contact_cards",
  "missing_file_data",
  "as_user_not_supported",
  "send_on_behalf_not_allowed",
  "draft_already_deleted",
  "draft_already_sent",
  "draft_has_conflict",
  "draft_not_found",
  "duplicate_channel_not_found",
  "duplicate_message_not_found",
  "slack_connect_canvas_sharing_blocked",
  "slack_connect_file_link_sharing_blocked",
  "slack_connect_lists_sharing_blocked",
  "invalid_arg_name",
  "invalid_array_arg",
  "invalid_arguments",
  "invalid_charset",
  "invalid_form_data",
  "invalid_post_type",
  "missing_post_type",
  "unknown_method",
  "method_deprecated",
  "deprecated_endpoint",
] as const;

const waiting: ErrorRule = {
  kind: "retry",
  remedy: "none",
  isTry: false,
  sentence: () => "Slack asks us to slow down. The message follows as soon as Slack allows.",
};

/** Every error Slack documents for posting, and what it means here. Source: fact sheet 3.5. */
export const slackErrors: ReadonlyMap<string, ErrorRule> = new Map<string, ErrorRule>([
  ["ratelimited", waiting],
  ["rate_limited", waiting],

  ["internal_error", unsure("internal_error")],
  ["fatal_error", unsure("fatal_error")],
  ["request_timeout", unsure("request_timeout")],
  [
    "service_unavailable",
    {
      kind: "retry",
      remedy: "none",
      isTry: true,
      sentence: () => "Slack is not available at the moment. The message is tried again.",
    },
  ],

  ["team_added_to_org", later("Slack is moving this workspace into an organization.", hour)],
  ["org_login_required", later("Slack is moving this workspace into an organization.", hour)],
  ["message_limit_exceeded", later("Slack says this workspace sends too many messages.", hour)],

  ["invalid_auth", connection("Slack no longer accepts the connection's token.")],
  ["not_authed", connection("Slack no longer accepts the connection's token.")],
  ["token_unreadable", connection("The stored token cannot be read with this instance's encryption key.")],
  ["token_revoked", connection("Slack says the connection's token was revoked.")],
  ["token_expired", connection("Slack says the connection's token has expired.")],
  ["account_inactive", connection("Slack says the app was removed from the workspace.")],

  [
    "missing_scope",
    {
      kind: "connection-broken",
      remedy: "reconnect",
      sentence: ({ needed }) =>
        `Slack says the app lacks ${needed ? `the scope ${needed}` : "a scope it needs"}. Messages wait here. Add the scope to the Slack app if it is not there, then reconnect the workspace.`,
    },
  ],
  ["no_permission", administrator("Slack says the app lacks the permission to post in this workspace.")],
  [
    "not_allowed_token_type",
    connection("Slack says the connection's token is of the wrong kind: a bot token is needed."),
  ],
  ["access_denied", administrator("Slack denies the app access to this workspace.")],
  [
    "accesslimited",
    administrator("Slack limits this workspace to certain networks, and ours is not one of them."),
  ],
  ["team_access_not_granted", administrator("Slack says the app was not granted access to this workspace.")],
  ["app_access_restricted", administrator("Slack says the app's use is restricted in this workspace.")],
  ["enterprise_is_restricted", administrator("Slack says the organization restricts this app.")],
  [
    "two_factor_setup_required",
    administrator("Slack asks for two-factor authentication to be set up first."),
  ],

  ["ekm_access_denied", restricted("Slack says its admins have suspended messages to this channel.")],
  [
    "restricted_action",
    restricted("Slack says a setting of the workspace does not let the app post in this channel."),
  ],
  ["restricted_action_read_only_channel", restricted("Slack says this channel is read-only.")],
  [
    "restricted_action_thread_only_channel",
    restricted("Slack says this channel takes only replies in threads."),
  ],
  ["restricted_action_thread_locked", message("Slack says the thread this message belongs to is locked.")],
  [
    "restricted_action_non_threadable_channel",
    message("Slack says this channel takes no replies in threads."),
  ],
  ["cannot_reply_to_message", message("Slack says the message this one replies to takes no replies.")],
  ["thread_not_found", message("Slack says the thread this message belongs to no longer exists.")],
  ["message_not_found", message("Slack says the message to change no longer exists.")],
  ["cant_update_message", message("Slack does not let the app change this message.")],
  ["edit_window_closed", message("Slack says this message is too old to be changed.")],

  [
    "is_archived",
    {
      kind: "destination-broken",
      remedy: "unarchive",
      sentence: () =>
        "Slack says this channel is archived. Messages wait here. Choose another channel, or unarchive it in Slack and press Try again.",
    },
  ],
  // Not Slack's: an owner or admin put another workspace in the place of the channel's.
  [
    "workspace_replaced",
    channel(() => "The integration belongs to another workspace now, where this channel does not exist."),
  ],
  // Told by Slack's events, never as an answer.
  ["channel_deleted", channel((named) => `Slack says ${thisChannel(named)} was deleted.`)],
  [
    "not_in_channel",
    {
      kind: "destination-broken",
      remedy: "invite-bot",
      sentence: (named) =>
        `Slack says the app is not in ${thisChannel(named)}. Messages wait here. Write /invite ${bot(named)} in the channel and press Try again, or choose another channel.`,
    },
  ],
  [
    "channel_not_found",
    {
      kind: "destination-broken",
      remedy: "invite-bot",
      sentence: (named) =>
        `Slack does not show ${thisChannel(named)} to the app: it is private and the app is not in it, or it was deleted. Messages wait here. Write /invite ${bot(named)} in the channel and press Try again, or choose another channel.`,
    },
  ],
  ["is_inactive", channel((named) => `Slack says ${thisChannel(named)} is archived or deleted.`)],
  ["messages_tab_disabled", channel(() => "Slack says the app takes no direct messages.")],
  ["team_not_found", channel((named) => `Slack does not find the workspace of ${thisChannel(named)}.`)],

  ...messageCodes.map((code): [string, ErrorRule] => [code, ourMessage(code)]),
]);
