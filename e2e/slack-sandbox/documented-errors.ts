/** Errors any method may answer before its own work starts (Slack fact sheet sections 3.1 and 3.5). */
export const COMMON_ERRORS = [
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "missing_scope",
  "ratelimited",
  "unknown_method",
  "invalid_arguments",
  "invalid_form_data",
  "invalid_post_type",
  "missing_post_type",
  "internal_error",
] as const;

/** Every error a method of the sandbox answers by itself; a handler cannot return another one. */
export const METHOD_ERRORS = {
  "oauth.v2.access": [
    "invalid_client_id",
    "bad_client_secret",
    "invalid_code",
    "code_already_used",
    "bad_redirect_uri",
    "invalid_grant_type",
    "invalid_refresh_token",
  ],
  "oauth.v2.exchange": [
    "invalid_client_id",
    "bad_client_secret",
    "token_rotation_not_enabled",
    "token_already_exchanged",
    "invalid_token",
    "authorization_not_found",
  ],
  "apps.uninstall": ["invalid_client_id", "bad_client_secret", "client_id_token_mismatch"],
  "auth.test": [],
  "auth.revoke": [],
  "chat.postMessage": [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "invalid_attachments",
    "too_many_attachments",
    "markdown_text_conflict",
    "invalid_metadata_format",
    "thread_not_found",
    "invalid_thread_ts",
  ],
  "chat.postEphemeral": [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "user_not_found",
    "user_not_in_channel",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "invalid_attachments",
    "too_many_attachments",
    "markdown_text_conflict",
  ],
  "chat.update": [
    "channel_not_found",
    "message_not_found",
    "cant_update_message",
    "is_inactive",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "invalid_attachments",
    "too_many_attachments",
    "markdown_text_conflict",
    "invalid_metadata_format",
  ],
  "conversations.list": ["invalid_cursor", "invalid_limit", "invalid_types", "missing_argument"],
  "users.conversations": ["invalid_cursor", "invalid_limit", "invalid_types", "missing_argument"],
  "users.info": ["user_not_found"],
  "users.lookupByEmail": ["users_not_found"],
  "conversations.info": ["channel_not_found"],
  "conversations.join": ["channel_not_found", "is_archived", "method_not_supported_for_channel_type"],
} as const;

/**
 * What the authorize address answers, and the row that names it. `page` ones never reach the app; `either` ones go where
 * the setting `authorizeErrors` says.
 */
export const AUTHORIZE_ERRORS = {
  access_denied: { goes: "callback", row: "2.1, 'deny'" },
  invalid_scope: { goes: "either", row: "2.1, 'other error= values' (CONFLICT)" },
  invalid_team_for_non_distributed_app: { goes: "either", row: "2.1, 'other error= values' (CONFLICT)" },
  scope_not_allowed_on_enterprise: { goes: "either", row: "2.1, 'other error= values' (CONFLICT)" },
  unapproved_scope: { goes: "either", row: "2.1, 'other error= values' (CONFLICT)" },
  bad_redirect_uri: { goes: "page", row: "2.1, 'other error= values': never redirected when unregistered" },
  invalid_client_id: { goes: "page", row: "2.1: an unknown client_id is shown on a page; name from 2.2" },
  team_not_found: { goes: "page", row: "3.5, row 'destination gone'; only for a forged form" },
  channel_not_found: { goes: "page", row: "3.5, row 'destination gone'; only for a form without a channel" },
} as const;

/** An error of the authorize address. */
export type AuthorizeError = keyof typeof AUTHORIZE_ERRORS;

/** A method the sandbox knows. */
export type MethodName = keyof typeof METHOD_ERRORS;
/** An error a method may answer. */
export type ErrorOf<M extends MethodName> =
  | (typeof METHOD_ERRORS)[M][number]
  | (typeof COMMON_ERRORS)[number];

/** Emitted errors no method page lists, each with the place that supports it. */
export const ALLOWED_UNLISTED: Record<string, string> = {
  not_authed: "Slack fact sheet 3.1, recorded answers",
  invalid_auth: "Slack fact sheet 3.1, recorded answers",
  unknown_method: "Slack fact sheet 3.1, recorded answers",
  account_inactive: "Slack fact sheet 3.5, row 'installation dead'",
  token_revoked: "Slack fact sheet 3.5, row 'installation dead'",
  token_expired: "Slack fact sheet 3.5, row 'refresh'",
  missing_scope: "Slack fact sheet 3.1, missing_scope",
  ratelimited: "Slack fact sheet 3.1, recorded 429",
  invalid_arguments: "Slack fact sheet 3.5, row 'our bug'",
  invalid_form_data: "Slack fact sheet 3.5, row 'our bug'",
  invalid_post_type: "Slack fact sheet 3.5, row 'our bug'",
  missing_post_type: "Slack fact sheet 3.5, row 'our bug'",
  internal_error: "Slack fact sheet 3.5, row 'transient'",
  msg_too_long: "Slack fact sheet 3.5, row 'our bug'",
  msg_blocks_too_long: "Slack fact sheet 5.1, row 'all blocks together'; listed for posting only",
  invalid_attachments: "Slack fact sheet 3.5, row 'our bug'",
  user_not_found: "Slack fact sheet 3.2, chat.postEphemeral; listed for users.info only",
  code_already_used: "Slack fact sheet 2.2, last paragraph (a switch, off by default)",
  thread_not_found:
    "Not in the fact sheet; maintainers of the SDK describe it in slackapi/bolt-js issue 2307 [O]",
  invalid_thread_ts: "Not in the fact sheet; a recorded answer in jenkinsci/slack-plugin issue 584 [R]",
};
