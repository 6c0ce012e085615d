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
  "conversations.list": ["invalid_cursor", "invalid_limit", "invalid_types"],
  "conversations.info": ["channel_not_found"],
  "conversations.join": ["channel_not_found", "is_archived", "method_not_supported_for_channel_type"],
} as const;

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
  code_already_used: "Slack fact sheet 2.2, last paragraph (a switch, off by default)",
  thread_not_found:
    "Not in the fact sheet; maintainers of the SDK describe it in slackapi/bolt-js issue 2307 [O]",
  invalid_thread_ts: "Not in the fact sheet; a recorded answer in jenkinsci/slack-plugin issue 584 [R]",
};
