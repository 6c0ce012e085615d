import { z } from "zod";

/**
 * Every error an incoming webhook answers as plain text: its status, the other status where sources disagree or nobody
 * confirmed one, and the row of the Slack fact sheet behind it.
 */
export const WEBHOOK_ERRORS = {
  invalid_payload: { status: 400, row: "4, row '400 invalid_payload'" },
  user_not_found: { status: 400, row: "4, row '400 user_not_found'" },
  no_text: { status: 400, row: "4, row '400 no_text'" },
  missing_text_or_fallback_or_attachments: {
    status: 400,
    row: "4, row '400 missing_text_or_fallback_or_attachments'",
  },
  invalid_blocks: { status: 400, row: "4, row '400 invalid_blocks'" },
  invalid_blocks_format: { status: 400, row: "4, row '400 invalid_blocks'" },
  too_many_attachments: { status: 400, row: "4, row '400 too_many_attachments'" },
  action_prohibited: { status: 403, row: "4, row '403 action_prohibited'" },
  posting_to_general_channel_denied: {
    status: 403,
    other: 400,
    row: "4, row 'posting_to_general_channel_denied' (CONFLICT)",
  },
  invalid_token: { status: 403, other: 400, row: "4, row 'invalid_token' (CONFLICT)" },
  channel_not_found: { status: 404, row: "4, row '404 channel_not_found'" },
  no_service: { status: 404, row: "4, row '404 no_service'" },
  no_active_hooks: { status: 404, row: "4, row '404 no_active_hooks'" },
  no_team: { status: 404, other: 400, row: "4, row '404 no_team, no_service_id' (status not confirmed)" },
  no_service_id: {
    status: 404,
    other: 400,
    row: "4, row '404 no_team, no_service_id' (status not confirmed)",
  },
  team_disabled: { status: 403, other: 404, row: "4, row '403/404 team_disabled' (status not confirmed)" },
  channel_is_archived: { status: 410, row: "4, row '410 channel_is_archived'" },
  rate_limited: { status: 429, row: "4, row '429 rate_limited'" },
  rollup_error: { status: 500, row: "4, row '500 rollup_error'" },
} as const;

/** An error an incoming webhook answers. */
export type WebhookError = keyof typeof WEBHOOK_ERRORS;

/** Whether a webhook can answer an error by this name. */
export function isWebhookError(name: string): name is WebhookError {
  return Object.hasOwn(WEBHOOK_ERRORS, name);
}

const either = (error: { status: number; other: number }) =>
  z.union([z.literal(error.status), z.literal(error.other)]).optional();

/** The statuses that can be chosen, by error. */
export const webhookStatusesSchema = z.strictObject({
  posting_to_general_channel_denied: either(WEBHOOK_ERRORS.posting_to_general_channel_denied),
  invalid_token: either(WEBHOOK_ERRORS.invalid_token),
  no_team: either(WEBHOOK_ERRORS.no_team),
  no_service_id: either(WEBHOOK_ERRORS.no_service_id),
  team_disabled: either(WEBHOOK_ERRORS.team_disabled),
});
